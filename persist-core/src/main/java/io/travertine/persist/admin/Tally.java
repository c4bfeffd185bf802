package io.travertine.persist.admin;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is written to a location. Thread-safe. */
final class Tally {

  private final LongAdder blobsWritten = new LongAdder();
  private final LongAdder blobsDeleted = new LongAdder();
  private final LongAdder bytesDeleted = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final LongAdder versionsTruncated = new LongAdder();

  /** The same location, counted; closing it closes nothing. */
  OpenLocation of(OpenLocation location) {
    return new OpenLocation(
        location.location(),
        new CountedBlob(location.blob()),
        new CountedConsensus(location.consensus()));
  }

  /** What was written so far. */
  Effects effects() {
    return new Effects(
        blobsWritten.sum(),
        blobsDeleted.sum(),
        bytesDeleted.sum(),
        commits.sum(),
        versionsTruncated.sum());
  }

  private final class CountedBlob implements Blob {
    private final Blob blob;

    CountedBlob(Blob blob) {
      this.blob = blob;
    }

    @Override
    public Optional<byte[]> get(String key) {
      return blob.get(key);
    }

    @Override
    public void listKeysAndMetadata(String prefix, Visitor visitor) {
      blob.listKeysAndMetadata(prefix, visitor);
    }

    @Override
    public OptionalLong lastSetMillis(String key) {
      return blob.lastSetMillis(key);
    }

    @Override
    public void set(String key, byte[] value) {
      blob.set(key, value);
      blobsWritten.increment();
    }

    @Override
    public OptionalLong delete(String key) {
      OptionalLong size = blob.delete(key);
      if (size.isPresent()) {
        blobsDeleted.increment();
        bytesDeleted.add(size.getAsLong());
      }
      return size;
    }

    @Override
    public void restore(String key) {
      blob.restore(key);
    }

    @Override
    public void close() {
      // whoever opened the location closes it
    }
  }

  private final class CountedConsensus implements Consensus {
    private final Consensus consensus;

    CountedConsensus(Consensus consensus) {
      this.consensus = consensus;
    }

    @Override
    public List<String> listKeys() {
      return consensus.listKeys();
    }

    @Override
    public Optional<Versioned> head(String key) {
      return consensus.head(key);
    }

    @Override
    public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
      CasOutcome outcome = consensus.compareAndSet(key, expected, next);
      if (outcome == CasOutcome.COMMITTED) {
        commits.increment();
      }
      return outcome;
    }

    @Override
    public List<Versioned> scan(String key, SeqNo from, int limit) {
      return consensus.scan(key, from, limit);
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      int versions = consensus.truncate(key, seqNo);
      versionsTruncated.add(versions);
      return versions;
    }

    @Override
    public void close() {
      // whoever opened the location closes it
    }
  }
}
