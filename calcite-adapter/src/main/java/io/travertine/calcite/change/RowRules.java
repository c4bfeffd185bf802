package io.travertine.calcite.change;

import java.util.Optional;

/**
 * What a table says of its new rows.
 *
 * @param defaults those that a statement needs
 * @param checks what every row has to fulfil
 */
public record RowRules(Optional<Defaults> defaults, Optional<Checks> checks) {

  /** None at all. */
  public static final RowRules NONE = new RowRules(Optional.empty(), Optional.empty());
}
