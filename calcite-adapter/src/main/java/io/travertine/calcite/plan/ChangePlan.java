package io.travertine.calcite.plan;

import java.util.Optional;
import org.apache.calcite.rel.RelNode;

/**
 * The plan of a change.
 *
 * @param query the operators that give the rows it is about, if there are any
 */
record ChangePlan(Plan.Modify plan, Optional<RelNode> query) {

  static ChangePlan of(Plan.Modify plan) {
    return new ChangePlan(plan, Optional.empty());
  }
}
