package io.travertine.persist.internal.batch;

import com.google.protobuf.ByteString;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * Some updates of a run: a blob, or bytes inside the state (spec §3.2).
 *
 * <p>Where {@link #rewrite} is present, every time is to be read as advanced by it (spec §6.4).
 */
public sealed interface Part {

  /** The numbers known without fetching. */
  PartSummary summary();

  /** Size as stored, in bytes. */
  long encodedBytes();

  /** Bytes of it that live inside the state. */
  long inlineBytes();

  /** The frontier its times are to be advanced by, if any. */
  Optional<Frontier> rewrite();

  /** The same part with its times to be advanced by {@code frontier}. */
  Part rewrittenTo(Frontier frontier);

  /** A lower bound of the encoded keys; empty when unknown. */
  ByteString keyLower();

  /** Column statistics as the part room encodes them; empty when there are none. */
  ByteString statistics();

  /** The blob it lives in; empty for an inline part. */
  Optional<PartKey> blob();

  /** A name for messages. */
  String name();

  /**
   * A part in Blob.
   *
   * @param crc32c of the blob's bytes
   */
  record Stored(
      PartKey key,
      PartSummary summary,
      long encodedBytes,
      int crc32c,
      ByteString keyLower,
      ByteString statistics,
      Optional<Frontier> rewrite)
      implements Part {

    @Override
    public long inlineBytes() {
      return 0;
    }

    @Override
    public Stored rewrittenTo(Frontier frontier) {
      return new Stored(
          key, summary, encodedBytes, crc32c, keyLower, statistics, Optional.of(frontier));
    }

    @Override
    public Optional<PartKey> blob() {
      return Optional.of(key);
    }

    @Override
    public String name() {
      return key.partial();
    }
  }

  /**
   * A part inside the state.
   *
   * @param bytes the updates as the part room encodes them
   */
  record Inline(
      ByteString bytes, PartSummary summary, ByteString statistics, Optional<Frontier> rewrite)
      implements Part {

    @Override
    public long encodedBytes() {
      return bytes.size();
    }

    @Override
    public long inlineBytes() {
      return bytes.size();
    }

    @Override
    public Inline rewrittenTo(Frontier frontier) {
      return new Inline(bytes, summary, statistics, Optional.of(frontier));
    }

    @Override
    public ByteString keyLower() {
      return ByteString.EMPTY;
    }

    @Override
    public Optional<PartKey> blob() {
      return Optional.empty();
    }

    @Override
    public String name() {
      return "inline:" + bytes.size() + "B";
    }
  }
}
