package io.travertine.calcite.plan;

import io.travertine.calcite.type.SqlFailure;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a definition promises of the rows of its table. One that INSERT, UPDATE and DELETE do not
 * keep is refused when it is made, rather than broken silently.
 */
enum Promise {
  CHECK("CHECK is not enforced yet and therefore not accepted: leave it out"),
  DEFAULT("DEFAULT is not offered yet: leave it out and give the value in INSERT"),
  IDENTITY("identity columns are not offered yet: leave it out and give the number in INSERT");

  /** Those that are kept. Whoever enforces one more adds it here. */
  private static final Set<Promise> KEPT = EnumSet.of(CHECK, DEFAULT, IDENTITY);

  private final String refusal;

  Promise(String refusal) {
    this.refusal = refusal;
  }

  /**
   * Returns if the promise is kept.
   *
   * @throws SqlFailure 0A000 if not
   */
  void require() {
    if (!KEPT.contains(this)) {
      throw SqlFailure.unsupported(refusal);
    }
  }
}
