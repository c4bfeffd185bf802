package io.travertine.sqltests.history;

import io.travertine.sqltests.history.Transaction.Fate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Small histories, half of which cannot have happened, and a slow but simple judge of them: it
 * tries every order of their reads and writes.
 */
final class Trial {

  private static final int TRANSACTIONS = 4;
  private static final int LISTS = 2;

  private Trial() {}

  // ---- histories

  /**
   * Of transactions that read what happens to be there of a few lists.
   *
   * @param toTheEnd whether one reads all there is
   */
  static List<Transaction> history(Random random, boolean toTheEnd) {
    List<List<Step>> plans = new ArrayList<>();
    List<List<Integer>> lists = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
    for (int i = 0; i < TRANSACTIONS; i++) {
      List<Step> plan = new ArrayList<>();
      for (int n = random.nextInt(3); n >= 0; n--) {
        int list = random.nextInt(LISTS);
        if (random.nextInt(5) < 2) {
          int value = 10 * i + n;
          plan.add(new Step.Append(list, value));
          lists.get(list).add(value);
        } else {
          plan.add(new Step.Read(list, List.of()));
        }
      }
      plans.add(plan);
    }
    if (random.nextBoolean()) {
      lists.forEach(list -> Collections.shuffle(list, random));
    }
    List<Transaction> history = new ArrayList<>();
    int spread = random.nextInt(4) * 40;
    for (int i = 0; i < TRANSACTIONS; i++) {
      long began = (long) i * spread + random.nextInt(100);
      Fate fate = Fate.values()[Math.max(0, random.nextInt(12) - 9)];
      history.add(
          new Transaction(
                  "t" + i, "s" + i, began, began, Fate.COMMITTED, done(plans.get(i), lists, random))
              .ended(fate, began + random.nextInt(100)));
    }
    if (toTheEnd) {
      List<Step> all = new ArrayList<>();
      for (int list = 0; list < LISTS; list++) {
        all.add(new Step.Read(list, lists.get(list)));
      }
      history.add(new Transaction("last", "last", 0, 900, Fate.COMMITTED, all));
    }
    return history;
  }

  private static List<Step> done(List<Step> plan, List<List<Integer>> lists, Random random) {
    Map<Integer, List<Integer>> seen = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    for (Step step : plan) {
      List<Integer> list = lists.get(step.list());
      int most = seen.isEmpty() || random.nextInt(3) == 0 ? random.nextInt(list.size() + 1) : 9;
      List<Integer> now =
          seen.computeIfAbsent(
              step.list(),
              absent -> new ArrayList<>(list.subList(0, Math.min(most, before(list, plan)))));
      if (step instanceof Step.Append append) {
        now.add(append.value());
        steps.add(append);
      } else {
        steps.add(new Step.Read(step.list(), now));
      }
    }
    return steps;
  }

  /** How much of a list comes before what {@code plan} appends to it. */
  private static int before(List<Integer> list, List<Step> plan) {
    Set<Integer> own = new HashSet<>();
    plan.forEach(
        step -> {
          if (step instanceof Step.Append append) {
            own.add(append.value());
          }
        });
    int length = 0;
    while (length < list.size() && !own.contains(list.get(length))) {
      length++;
    }
    return length;
  }

  // ---- the judge

  /** Whether the database can have been in one state after the other so that all of it is true. */
  static boolean hasOrder(List<Transaction> history, Level level) {
    for (int chosen = 0; chosen < 1 << history.size(); chosen++) {
      Set<Transaction> effective = new HashSet<>();
      for (int i = 0; i < history.size(); i++) {
        Transaction transaction = history.get(i);
        boolean isChosen = (chosen >> i & 1) == 1;
        if (isChosen ? transaction.fate() == Fate.UNKNOWN : transaction.fate() == Fate.COMMITTED) {
          effective.add(transaction);
        }
        if (isChosen && transaction.fate() != Fate.UNKNOWN) {
          effective.clear();
          break;
        }
      }
      if ((chosen == 0 || !effective.isEmpty()) && new State(history, effective, level).canGoOn()) {
        return true;
      }
    }
    return false;
  }

  /** Where the transactions have got to. */
  private static final class State {
    private final List<Transaction> history;
    private final Set<Transaction> effective;
    private final Level level;
    private final Map<Integer, List<Integer>> lists = new HashMap<>();
    private final Map<Transaction, Map<Integer, List<Integer>>> running = new HashMap<>();
    private final Set<Transaction> over = new HashSet<>();

    State(List<Transaction> history, Set<Transaction> effective, Level level) {
      this.history = history;
      this.effective = effective;
      this.level = level;
      for (int list = 0; list < LISTS; list++) {
        lists.put(list, List.of());
      }
    }

    /** Tries everything that can happen next. */
    boolean canGoOn() {
      if (over.size() == history.size()) {
        return true;
      }
      for (Transaction next : history) {
        if (running.containsKey(next)) {
          if (canEnd(next)) {
            return true;
          }
        } else if (!over.contains(next) && canBegin(next)) {
          return true;
        }
      }
      return false;
    }

    private boolean canBegin(Transaction next) {
      boolean isTooEarly =
          history.stream().anyMatch(other -> other.ended() < next.began() && !over.contains(other));
      if (isTooEarly || !readsAreTrue(next)) {
        return false;
      }
      running.put(next, Map.copyOf(lists));
      boolean can = level == Level.SERIALIZABLE ? canEnd(next) : canGoOn();
      running.remove(next);
      return can;
    }

    private boolean readsAreTrue(Transaction transaction) {
      Map<Integer, List<Integer>> view = new HashMap<>(lists);
      for (Step step : transaction.steps()) {
        List<Integer> now = view.getOrDefault(step.list(), List.of());
        if (step instanceof Step.Append append) {
          view.put(step.list(), with(now, append.value()));
        } else if (!((Step.Read) step).values().equals(now)) {
          return false;
        }
      }
      return true;
    }

    private boolean canEnd(Transaction transaction) {
      Map<Integer, List<Integer>> began = running.getOrDefault(transaction, Map.of());
      Map<Integer, List<Integer>> before = Map.copyOf(lists);
      if (effective.contains(transaction)) {
        for (Step step : transaction.steps()) {
          if (step instanceof Step.Append append) {
            if (!before.getOrDefault(step.list(), List.of()).equals(began.get(step.list()))) {
              return false; // somebody else has appended to it since
            }
            lists.compute(
                step.list(), (list, now) -> with(now == null ? List.of() : now, append.value()));
          }
        }
      }
      running.remove(transaction);
      over.add(transaction);
      boolean can = canGoOn();
      over.remove(transaction);
      running.put(transaction, began);
      lists.putAll(before);
      return can;
    }

    private static List<Integer> with(List<Integer> values, int value) {
      List<Integer> more = new ArrayList<>(values);
      more.add(value);
      return more;
    }
  }
}
