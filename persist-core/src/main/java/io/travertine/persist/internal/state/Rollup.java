package io.travertine.persist.internal.state;

import com.google.protobuf.ByteString;
import io.travertine.persist.id.SeqNo;
import java.util.List;

/**
 * A whole state as a blob (spec §3.5), with the diffs since the rollup before it for who wants to
 * walk through history that Consensus has forgotten.
 *
 * @param diffs encoded, in the order of versions, the last one making {@code state}; none in the
 *     first rollup, and none where they would be most of it
 */
public record Rollup(State state, List<InlinedDiff> diffs) {

  public Rollup {
    diffs = List.copyOf(diffs);
  }

  /** The encoded diff that made version {@code seqNo}. */
  public record InlinedDiff(SeqNo seqNo, ByteString bytes) {}

  /** Its bytes, framed with format version and checksum; equal rollups have equal bytes. */
  public byte[] encode() {
    return RollupCodec.encode(this);
  }

  /**
   * The rollup encoded as {@code bytes}. The state's codecs, and with them its times, are what the
   * bytes say; compare them before using it.
   *
   * @throws io.travertine.persist.error.CorruptException if the bytes are not what {@link #encode}
   *     gave
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote them
   */
  public static Rollup decode(byte[] bytes) {
    return RollupCodec.decode(bytes);
  }
}
