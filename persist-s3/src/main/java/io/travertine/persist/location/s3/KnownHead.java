package io.travertine.persist.location.s3;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * What one knows of the end of a log.
 *
 * @param entry the newest at that time; empty if there was none
 * @param shown when it was the newest, by the store's clock
 */
record KnownHead(Optional<LogEntry> entry, StoreTime shown) {

  Optional<SeqNo> seqNo() {
    return entry.map(LogEntry::seqNo);
  }

  Optional<LogEntry.Link> link() {
    return entry.map(LogEntry::link);
  }

  /** The one of both that tells more. */
  KnownHead newer(KnownHead other) {
    long mine = seqNo().map(SeqNo::value).orElse(-1L);
    long others = other.seqNo().map(SeqNo::value).orElse(-1L);
    if (mine == others) {
      return shown.millis() >= other.shown.millis() ? this : other;
    }
    return mine > others ? this : other;
  }
}
