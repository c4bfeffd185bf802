package io.travertine.calcite.plan.system;

import java.util.List;
import java.util.Optional;

/** The schemas that every database has beside its own. */
public final class SystemSchemas {

  private static final List<SystemSchema> ALL =
      List.of(
          new SystemSchema("information_schema", InformationSchema.tables()),
          new SystemSchema("sys", SysSchema.tables()));

  private SystemSchemas() {}

  public static List<SystemSchema> all() {
    return ALL;
  }

  /** The system schema called {@code name}, in any case. */
  public static Optional<SystemSchema> named(String name) {
    return ALL.stream().filter(schema -> schema.name().equalsIgnoreCase(name)).findFirst();
  }
}
