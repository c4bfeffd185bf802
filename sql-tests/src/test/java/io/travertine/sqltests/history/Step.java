package io.travertine.sqltests.history;

import java.util.List;

/** A step of a transaction, on one list. */
public sealed interface Step {

  int list();

  /**
   * @param value no other append of the history has it
   */
  record Append(@Override int list, int value) implements Step {
    @Override
    public String toString() {
      return "appends " + value + " to list " + list;
    }
  }

  /**
   * @param values what the list held, the transaction's own appends included
   */
  record Read(@Override int list, List<Integer> values) implements Step {
    public Read {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return "reads list " + list + " as " + values;
    }
  }
}
