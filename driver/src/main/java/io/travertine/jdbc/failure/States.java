package io.travertine.jdbc.failure;

/** The SQLSTATEs that the doorway itself reports; those of the engine pass through unseen. */
public final class States {

  /** A URL that says nothing we understand, or a database that cannot be opened. */
  public static final String CANNOT_CONNECT = "08001";

  public static final String CONNECTION_CLOSED = "08003";

  /** The wire broke; if a statement was under way, nobody knows whether it happened. */
  public static final String CONNECTION_LOST = "08006";

  /** A commit was under way, and nobody knows whether it happened. */
  public static final String RESOLUTION_UNKNOWN = "08007";

  public static final String PROTOCOL = "08P01";
  public static final String PARAMETER_MISSING = "07001";
  public static final String NO_CONVERSION = "07006";
  public static final String BAD_INDEX = "07009";

  /** A query where a change was expected, or the other way round. */
  public static final String WRONG_KIND = "07005";

  public static final String UNSUPPORTED = "0A000";
  public static final String OUT_OF_RANGE = "22003";
  public static final String DATETIME_OVERFLOW = "22008";
  public static final String BAD_TEXT = "22018";
  public static final String NOT_A_CHARACTER = "22021";
  public static final String BAD_VALUE = "22023";
  public static final String CURSOR = "24000";
  public static final String STATEMENT_CLOSED = "26000";
  public static final String NO_SAVEPOINT = "3B001";
  public static final String UNDEFINED_COLUMN = "42703";
  public static final String CANCELLED = "57014";
  public static final String BUG = "XX000";

  private States() {}
}
