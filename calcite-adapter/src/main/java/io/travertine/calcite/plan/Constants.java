package io.travertine.calcite.plan;

import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.exec.StatementContext;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.OpenTables;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.session.StatementView;
import io.travertine.calcite.type.TravertineTypeFactory;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Computes expressions that read no table. Thread-safe. */
public final class Constants {

  private final OpenTables tables;
  private final TravertineTypeFactory types;
  private final Clock clock;

  public Constants(OpenTables tables, TravertineTypeFactory types, Clock clock) {
    this.tables = tables;
    this.types = types;
    this.clock = clock;
  }

  /** The one row that {@code code} makes now, in Calcite's representation. */
  @Nullable Object[] row(Code code, Catalogs catalogs, SessionState session) {
    return row(code, List.of(), catalogs, session, Cancellation.onDemand(), clock.epochMicros());
  }

  /**
   * The one row that {@code code} makes.
   *
   * @param parameters bound
   * @param now what CURRENT_TIMESTAMP is, microseconds since the epoch
   */
  @Nullable Object[] row(
      Code code,
      List<@Nullable Object> parameters,
      Catalogs catalogs,
      SessionState session,
      Cancellation cancellation,
      long now) {
    StatementContext.Given given =
        new StatementContext.Given(
            tables,
            catalogs,
            new ReadTimes(OptionalLong.empty(), List.of()),
            StatementView.ofThePast(),
            parameters,
            code.stash(),
            cancellation,
            now,
            session,
            types);
    try (ResultRows rows = ResultRows.of(code, 0, new StatementContext(given))) {
      rows.advance();
      return rows.row();
    }
  }
}
