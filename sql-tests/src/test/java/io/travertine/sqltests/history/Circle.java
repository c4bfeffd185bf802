package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Dependency.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A circle of dependencies, named and told. */
final class Circle {

  private Circle() {}

  static Anomaly of(List<Dependency> circle, Level level) {
    Set<Footprint> members = new LinkedHashSet<>();
    List<String> steps = new ArrayList<>();
    for (Dependency step : beginningWithATransaction(circle)) {
      switch (step.kind()) {
        case WITHIN, CLOCK -> {}
        case ENDED -> {
          members.add(step.first());
          steps.add(step.first().name() + " had ended");
        }
        case BEGAN -> {
          members.add(step.second());
          steps.add(steps.remove(steps.size() - 1) + " when " + step.second().name() + " began");
        }
        default -> {
          members.add(step.first());
          members.add(step.second());
          steps.add(
              "%s: %s came before %s"
                  .formatted(step.how(), step.first().name(), step.second().name()));
        }
      }
    }
    StringBuilder story = new StringBuilder("each came before the other");
    steps.forEach(step -> story.append("\n  ").append(step));
    members.forEach(member -> story.append("\n    ").append(member.transaction()));
    return new Anomaly(kind(circle, level), story.toString());
  }

  /** An instant that is reached from another tells nothing: who had ended then does. */
  private static List<Dependency> beginningWithATransaction(List<Dependency> circle) {
    int start = 0;
    while (Set.of(Kind.CLOCK, Kind.BEGAN).contains(circle.get(start).kind())) {
      start++;
    }
    List<Dependency> turned = new ArrayList<>(circle.subList(start, circle.size()));
    turned.addAll(circle.subList(0, start));
    return turned;
  }

  private static String kind(List<Dependency> circle, Level level) {
    long notSeen = count(circle, Kind.NOT_SEEN);
    String kind;
    if (notSeen > 1) {
      kind = level == Level.SERIALIZABLE ? Anomaly.G2 : Anomaly.G_NONADJACENT;
    } else if (notSeen == 1) {
      kind = Anomaly.G_SINGLE;
    } else {
      kind = count(circle, Kind.SEEN) > 0 ? Anomaly.G1C : Anomaly.G0;
    }
    if (count(circle, Kind.ENDED) > 0) {
      return kind + Anomaly.IN_REAL_TIME;
    }
    return kind + (count(circle, Kind.SESSION) > 0 ? Anomaly.OF_SESSION : "");
  }

  private static long count(List<Dependency> circle, Kind kind) {
    return circle.stream().filter(step -> Objects.equals(step.kind(), kind)).count();
  }
}
