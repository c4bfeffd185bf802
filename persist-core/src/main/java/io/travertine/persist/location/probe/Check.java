package io.travertine.persist.location.probe;

/**
 * What was found out about one guarantee.
 *
 * @param guarantee its name, a few words
 * @param seen what the verdict rests on
 */
public record Check(String guarantee, Verdict verdict, String seen) {

  /** It holds. */
  public static Check safe(String guarantee, String seen) {
    return new Check(guarantee, new Verdict.Safe(), seen);
  }

  /** It holds, but somebody should know of something. */
  public static Check warning(String guarantee, String seen, String wayOut) {
    return new Check(guarantee, new Verdict.Warning(wayOut), seen);
  }

  /** It does not hold. */
  public static Check unsafe(String guarantee, String seen, String wayOut) {
    return new Check(guarantee, new Verdict.Unsafe(wayOut), seen);
  }

  /** It could not be found out. */
  public static Check unknown(String guarantee, String seen, String wayOut) {
    return new Check(guarantee, new Verdict.Unknown(wayOut), seen);
  }

  @Override
  public String toString() {
    return guarantee
        + ": "
        + verdict.word()
        + ": "
        + seen
        + verdict.advice().map(advice -> "; " + advice).orElse("");
  }
}
