package io.travertine.persist.location.log;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;

/** What a log says. */
sealed interface LogEntry {

  /**
   * A version of a key. Its data stay in the file.
   *
   * @param position of the data in the file
   * @param length of the data, in bytes
   * @param checksum of the data, CRC32C
   */
  record Version(String key, SeqNo seqNo, long position, int length, int checksum)
      implements LogEntry {}

  /** Versions of a key before a seqno are gone. */
  record Truncation(String key, SeqNo before) implements LogEntry {}

  /** Whose log it is. */
  record Identity(DatabaseId id) implements LogEntry {}
}
