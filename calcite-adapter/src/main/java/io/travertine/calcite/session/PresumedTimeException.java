package io.travertine.calcite.session;

/** Says that a statement reads rows, and so needs a read time that was asked for. */
public final class PresumedTimeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PresumedTimeException() {
    super("the transaction presumes its read time and cannot read rows", null, false, false);
  }

  /** Whether one of these has caused {@code failure}. */
  public static boolean isBehind(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PresumedTimeException) {
        return true;
      }
    }
    return false;
  }
}
