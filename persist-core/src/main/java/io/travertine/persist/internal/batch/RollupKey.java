package io.travertine.persist.internal.batch;

import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.SeqNo;

/** The blob of one rollup: {@code v<seqno>/r<uuid>}. */
public record RollupKey(SeqNo seqNo, RollupId rollup) implements BlobKey {

  /**
   * The key with the partial form {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not of that form
   */
  public static RollupKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isSeqNo(text.substring(0, slash))) {
      throw new IllegalArgumentException(
          "not a rollup key of the form v<seqno>/r<uuid>: '" + text + "'");
    }
    SeqNo seqNo = new SeqNo(Long.parseLong(text, 1, slash, 10));
    return new RollupKey(seqNo, RollupId.parse(text.substring(slash + 1)));
  }

  private static boolean isSeqNo(String text) {
    return text.matches("v(0|[1-9]\\d{0,17})");
  }

  @Override
  public String partial() {
    return seqNo + "/" + rollup;
  }

  @Override
  public String toString() {
    return partial();
  }
}
