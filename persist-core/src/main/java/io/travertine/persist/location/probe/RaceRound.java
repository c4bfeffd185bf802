package io.travertine.persist.location.probe;

import io.travertine.persist.location.Versioned;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of writers who all wanted to append after the same version.
 *
 * @param before the newest version when they began
 * @param attempts what each was told
 * @param heads the newest version afterwards, as each of them saw it
 */
record RaceRound(
    Optional<Versioned> before, List<Attempt> attempts, List<Optional<Versioned>> heads) {

  /** What a writer was told. */
  enum Told {
    WON,
    LOST,
    /** Nothing: there was no answer, or one that leaves it open. */
    NOTHING
  }

  /**
   * One writer's.
   *
   * @param offered different from all others'
   */
  record Attempt(Versioned offered, Told told) {}

  /** Those of whom nobody knows whether, or when, they win. */
  List<Versioned> open() {
    return offered(Told.NOTHING);
  }

  /**
   * How the rules were broken; empty if they were not.
   *
   * @param open what earlier rounds have left open
   */
  Optional<String> violation(Collection<Versioned> open) {
    List<Versioned> won = offered(Told.WON);
    if (won.size() > 1) {
      return Optional.of(
          "%s of %s writers who raced for one name were told that they had won"
              .formatted(won.size(), attempts.size()));
    }
    if (won.size() == 1) {
      return heads.stream().allMatch(head -> head.equals(Optional.of(won.get(0))))
          ? Optional.empty()
          : Optional.of("who read after the winner had been told did not see what it wrote");
    }
    Set<Optional<Versioned>> possible = new HashSet<>();
    offered(Told.NOTHING).forEach(each -> possible.add(Optional.of(each)));
    open.forEach(each -> possible.add(Optional.of(each)));
    if (possible.isEmpty()) {
      return Optional.of(
          heads.stream().allMatch(before::equals)
              ? "of %s writers who raced for one name nobody won".formatted(attempts.size())
              : "a writer was told that it had lost, and had won");
    }
    possible.add(before);
    return possible.containsAll(heads)
        ? Optional.empty()
        : Optional.of("a writer was told that it had lost, and had won");
  }

  private List<Versioned> offered(Told told) {
    return attempts.stream()
        .filter(attempt -> attempt.told() == told)
        .map(Attempt::offered)
        .toList();
  }
}
