package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Dependency.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/** Moments, of which some come before others. */
final class Moments {

  /** In a knot of more, not every moment is tried for the simplest circle. */
  private static final int STARTS_MOST = 40;

  private final List<List<Dependency>> after = new ArrayList<>();

  Moments(int count) {
    for (int i = 0; i < count; i++) {
      after.add(new ArrayList<>());
    }
  }

  void add(Dependency dependency) {
    after.get(dependency.from()).add(dependency);
  }

  /** The simplest circle of each knot that dependencies of these kinds make. */
  List<List<Dependency>> circles(Set<Kind> kinds) {
    int[] knots = new Knots(kinds).find();
    Map<Integer, List<Integer>> members = new HashMap<>();
    for (int moment = 0; moment < knots.length; moment++) {
      members.computeIfAbsent(knots[moment], absent -> new ArrayList<>()).add(moment);
    }
    return members.values().stream()
        .filter(knot -> knot.size() > 1)
        .map(knot -> simplest(knot, knots, kinds))
        .toList();
  }

  // ---- knots: moments of which each comes before each other (Tarjan 1972, without recursion)

  private final class Knots {
    private final Set<Kind> kinds;
    private final int[] numbers = new int[after.size()];
    private final int[] lows = new int[after.size()];
    private final int[] knots = new int[after.size()];
    private final int[] next = new int[after.size()];
    private final Deque<Integer> open = new ArrayDeque<>();
    private int counted;

    Knots(Set<Kind> kinds) {
      this.kinds = kinds;
      Arrays.fill(knots, -1);
    }

    /** For each moment the number of its knot. */
    int[] find() {
      for (int root = 0; root < numbers.length; root++) {
        if (numbers[root] == 0) {
          visit(root);
        }
      }
      return knots;
    }

    private void visit(int root) {
      Deque<Integer> path = new ArrayDeque<>();
      enter(root, path);
      while (!path.isEmpty()) {
        int moment = path.getFirst();
        List<Dependency> successors = after.get(moment);
        if (next[moment] == successors.size()) {
          leave(moment, path);
          continue;
        }
        Dependency successor = successors.get(next[moment]++);
        if (!kinds.contains(successor.kind())) {
          continue;
        }
        int to = successor.to();
        if (numbers[to] == 0) {
          enter(to, path);
        } else if (knots[to] < 0) {
          lows[moment] = Math.min(lows[moment], numbers[to]);
        }
      }
    }

    private void enter(int moment, Deque<Integer> path) {
      numbers[moment] = ++counted;
      lows[moment] = counted;
      open.push(moment);
      path.push(moment);
    }

    private void leave(int moment, Deque<Integer> path) {
      path.pop();
      if (!path.isEmpty()) {
        int parent = path.getFirst();
        lows[parent] = Math.min(lows[parent], lows[moment]);
      }
      if (lows[moment] == numbers[moment]) {
        int member;
        do {
          member = open.pop();
          knots[member] = moment;
        } while (member != moment);
      }
    }
  }

  // ---- circles (Dijkstra 1959)

  private record Reached(int moment, int weight) {}

  private List<Dependency> simplest(List<Integer> knot, int[] knots, Set<Kind> kinds) {
    List<Dependency> best = List.of();
    int least = Integer.MAX_VALUE;
    for (int start : knot.subList(0, Math.min(knot.size(), STARTS_MOST))) {
      List<Dependency> circle = lightest(start, knots, kinds);
      int weight = circle.stream().mapToInt(Dependency::weight).sum();
      if (weight < least) {
        best = circle;
        least = weight;
      }
    }
    return best;
  }

  /** The lightest way from {@code start} to itself, within its knot. */
  private List<Dependency> lightest(int start, int[] knots, Set<Kind> kinds) {
    Map<Integer, Dependency> arrivals = new HashMap<>();
    Map<Integer, Integer> weights = new HashMap<>();
    PriorityQueue<Reached> queue =
        new PriorityQueue<>((one, two) -> Integer.compare(one.weight(), two.weight()));
    queue.add(new Reached(start, 0));
    while (!queue.isEmpty()) {
      Reached reached = queue.remove();
      if (reached.moment() == start && reached.weight() > 0) {
        break;
      }
      for (Dependency next : after.get(reached.moment())) {
        int weight = reached.weight() + next.weight();
        if (kinds.contains(next.kind())
            && knots[next.to()] == knots[start]
            && weight < weights.getOrDefault(next.to(), Integer.MAX_VALUE)) {
          weights.put(next.to(), weight);
          arrivals.put(next.to(), next);
          queue.add(new Reached(next.to(), weight));
        }
      }
    }
    List<Dependency> circle = new ArrayList<>();
    int moment = start;
    do {
      Dependency arrival = Objects.requireNonNull(arrivals.get(moment));
      circle.add(arrival);
      moment = arrival.from();
    } while (moment != start);
    Collections.reverse(circle);
    return circle;
  }
}
