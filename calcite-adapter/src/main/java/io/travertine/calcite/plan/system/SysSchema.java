package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.StatementContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sys}: what is peculiar to Travertine. */
final class SysSchema {

  private SysSchema() {}

  static List<SystemSchema.Definition> tables() {
    return List.of(
        new SystemSchema.Definition(
            "tables",
            new Columns()
                .text("table_schema", "table_name", "shard_id")
                .bigint("created_at", "readable_from", "readable_to")
                .timestamp(
                    "created_at_timestamp", "readable_from_timestamp", "readable_to_timestamp")
                .list(),
            SysSchema::shards),
        new SystemSchema.Definition(
            "settings",
            new Columns().text("name").optionalText("value").text("description").list(),
            SysSchema::settings),
        new SystemSchema.Definition(
            "version", new Columns().text("product", "version").list(), SysSchema::version));
  }

  private static List<@Nullable Object[]> shards(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    long to = context.tables().readTime();
    for (TableDefinition table : context.catalog(slot).tables()) {
      long from = Math.max(context.since(table), table.createdAt());
      rows.add(
          new @Nullable Object[] {
            table.schema(),
            table.name(),
            table.shard().toString(),
            table.createdAt(),
            from,
            to,
            context.localMillis(table.createdAt()),
            context.localMillis(from),
            context.localMillis(to)
          });
    }
    return rows;
  }

  private static List<@Nullable Object[]> settings(
      StatementContext context, int slot, ViewColumns views) {
    return List.of(
        new @Nullable Object[] {
          "timezone",
          context.zone().getId(),
          "the zone in which TIMESTAMPs are instants: SET TIMEZONE"
        },
        new @Nullable Object[] {
          "schema", context.schema(), "where names without a schema are looked for: SET SCHEMA"
        },
        new @Nullable Object[] {
          "as of",
          context.sessionAsOf().isPresent()
              ? Long.toString(context.sessionAsOf().getAsLong())
              : null,
          "the time that tables without an AS OF are read at, microseconds since the epoch: SET AS OF"
        });
  }

  private static List<@Nullable Object[]> version(
      StatementContext context, int slot, ViewColumns views) {
    Package here = SysSchema.class.getPackage();
    String version = here == null ? null : here.getImplementationVersion();
    return List.<@Nullable Object[]>of(
        new @Nullable Object[] {"Travertine", version == null ? "development" : version});
  }
}
