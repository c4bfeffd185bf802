package io.travertine.calcite.type;

/**
 * The SQLSTATE of every failure the database reports (ISO 9075-2 §24, and PostgreSQL's 42P and 57
 * families where the standard is silent).
 */
public enum SqlState {
  CANNOT_CONNECT("08001"),
  CONNECTION_DOES_NOT_EXIST("08003"),
  UNSUPPORTED("0A000"),
  STRING_TOO_LONG("22001"),
  NUMERIC_OUT_OF_RANGE("22003"),
  BAD_DATETIME("22007"),
  DATETIME_OVERFLOW("22008"),
  DIVISION_BY_ZERO("22012"),
  NOT_A_CHARACTER("22021"),
  BAD_CAST_TEXT("22018"),
  BAD_PARAMETER("22023"),
  NOT_NULL_VIOLATION("23502"),
  READ_ONLY("25006"),
  UNDEFINED_SCHEMA("3F000"),
  SERIALIZATION_FAILURE("40001"),
  SYNTAX("42601"),
  UNDEFINED_COLUMN("42703"),
  DATATYPE_MISMATCH("42804"),
  UNDEFINED_FUNCTION("42883"),
  INVALID_DEFINITION("42P16"),
  DUPLICATE_COLUMN("42701"),
  DUPLICATE_SCHEMA("42P06"),
  DUPLICATE_TABLE("42P07"),
  UNDEFINED_TABLE("42P01"),
  SCHEMA_NOT_EMPTY("2BP01"),
  AMBIGUOUS_COLUMN("42702"),
  SEMANTICS("42000"),
  CARDINALITY("21000"),
  CANCELLED("57014"),
  IO("58030"),
  CORRUPT("XX001"),
  BUG("XX000");

  private final String code;

  SqlState(String code) {
    this.code = code;
  }

  /** The five characters. */
  public String code() {
    return code;
  }
}
