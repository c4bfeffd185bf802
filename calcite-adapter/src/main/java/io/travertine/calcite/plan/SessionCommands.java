package io.travertine.calcite.plan;

import io.travertine.calcite.plan.SessionCommand.Setting;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;

/** SET and RESET. */
final class SessionCommands {

  private SessionCommands() {}

  /**
   * @throws SqlFailure 22023 for a setting that there is not
   */
  static SessionCommand of(SqlSetOption option) {
    SqlNode value = option.getValue();
    Setting setting = setting(option.name().toString());
    if (value == null) {
      return new SessionCommand.Reset(setting);
    }
    return switch (setting) {
      case AS_OF -> new SessionCommand.SetAsOf(value);
      case SCHEMA -> new SessionCommand.SetSchema(text(value));
      case TIME_ZONE -> new SessionCommand.SetTimeZone(text(value));
      case ALL -> throw unknown("ALL");
    };
  }

  private static Setting setting(String name) {
    return switch (name.toLowerCase(Locale.ROOT).replace("_", "").replace(" ", "")) {
      case "schema" -> Setting.SCHEMA;
      case "timezone" -> Setting.TIME_ZONE;
      case "asof" -> Setting.AS_OF;
      case "all" -> Setting.ALL;
      default -> throw unknown(name);
    };
  }

  private static SqlFailure unknown(String name) {
    return new SqlFailure(
        SqlState.BAD_PARAMETER,
        "no setting is called \"" + name + "\": there are SCHEMA, TIMEZONE and AS OF");
  }

  private static String text(SqlNode value) {
    if (value instanceof SqlIdentifier identifier) {
      return identifier.toString();
    }
    return Optional.ofNullable(((SqlLiteral) value).getValueAs(String.class)).orElse("");
  }
}
