package io.travertine.persist.location.probe;

import static java.util.stream.Collectors.joining;

import io.travertine.persist.error.UnsafeLocationException;
import java.util.List;

/** What was found out about a location. */
public record Diagnosis(List<Check> checks) {

  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /** Whether a database may rely on everything: nothing is unsafe, and nothing unknown. */
  public boolean isSafe() {
    return checks.stream().allMatch(check -> check.verdict().isReliable());
  }

  /** Whether something is known to be missing; if not, and it is not safe, something is unknown. */
  public boolean isUnsafe() {
    return checks.stream().anyMatch(check -> check.verdict() instanceof Verdict.Unsafe);
  }

  /**
   * Goes no further where something is unsafe.
   *
   * @param where the location, as it may be shown
   * @throws UnsafeLocationException naming what is missing
   */
  public void requireSafe(Object where) {
    String missing =
        checks.stream()
            .filter(check -> check.verdict() instanceof Verdict.Unsafe)
            .map(
                check ->
                    check.guarantee()
                        + ": "
                        + check.seen()
                        + check.verdict().advice().map(advice -> "; " + advice).orElse(""))
            .collect(joining("; "));
    if (!missing.isEmpty()) {
      throw new UnsafeLocationException(
          "%s is unsafe, no database was created there: %s".formatted(where, missing));
    }
  }
}
