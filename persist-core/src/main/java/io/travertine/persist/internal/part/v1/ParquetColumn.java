package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * How a column of ours appears in the file.
 *
 * @param name its name there, which differs from the column's own if another column has that
 * @param type what its values are
 * @param isOptional whether values may be absent
 */
record ParquetColumn(String name, ColumnType type, boolean isOptional) {

  private static final String TIME = "_time";
  private static final String DIFF = "_diff";

  /** All columns of a file in order: keys, values, times, diffs. */
  static List<ParquetColumn> all(Schema key, Schema value) {
    List<ParquetColumn> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>(Set.of(TIME, DIFF));
    for (Schema schema : List.of(key, value)) {
      for (Column column : schema.columns()) {
        String name = freeName(column.name(), taken);
        columns.add(new ParquetColumn(name, column.type(), column.nullable()));
      }
    }
    columns.add(new ParquetColumn(TIME, ColumnType.INT64, false));
    columns.add(new ParquetColumn(DIFF, ColumnType.INT64, false));
    return columns;
  }

  private static String freeName(String wanted, Set<String> taken) {
    String name = wanted;
    for (int suffix = 2; !taken.add(name.toLowerCase(Locale.ROOT)); suffix++) {
      name = wanted + "_" + suffix;
    }
    return name;
  }

  Type physicalType() {
    return switch (type.kind()) {
      case BOOLEAN -> Type.BOOLEAN;
      case INT16, INT32, DATE, TIME -> Type.INT32;
      case INT64, TIMESTAMP -> Type.INT64;
      case FLOAT32 -> Type.FLOAT;
      case FLOAT64 -> Type.DOUBLE;
      case DECIMAL -> type.isWideDecimal() ? Type.FIXED_LEN_BYTE_ARRAY : Type.INT64;
      case STRING, BYTES -> Type.BYTE_ARRAY;
    };
  }

  SchemaElement element() {
    SchemaElement element = new SchemaElement(name);
    element.setType(physicalType());
    element.setRepetition_type(
        isOptional ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    TimeUnit millis = TimeUnit.MILLIS(new MilliSeconds());
    switch (type.kind()) {
      case INT16 -> {
        element.setConverted_type(ConvertedType.INT_16);
        element.setLogicalType(LogicalType.INTEGER(new IntType((byte) 16, true)));
      }
      case STRING -> {
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
      }
      case DATE -> {
        element.setConverted_type(ConvertedType.DATE);
        element.setLogicalType(LogicalType.DATE(new DateType()));
      }
      // No converted types here: theirs mean instants of UTC.
      case TIME -> element.setLogicalType(LogicalType.TIME(new TimeType(false, millis)));
      case TIMESTAMP ->
          element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(false, millis)));
      case DECIMAL -> {
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setPrecision(type.precision());
        element.setScale(type.scale());
        element.setLogicalType(
            LogicalType.DECIMAL(new DecimalType(type.scale(), type.precision())));
        if (type.isWideDecimal()) {
          element.setType_length(16);
        }
      }
      case BOOLEAN, INT32, INT64, FLOAT32, FLOAT64, BYTES -> {}
    }
    return element;
  }
}
