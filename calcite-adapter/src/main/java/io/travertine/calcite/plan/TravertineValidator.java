package io.travertine.calcite.plan;

import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's validator with our rule for what a column takes, and the types of parameters by their
 * position in the text.
 */
final class TravertineValidator extends SqlValidatorImpl {

  private static final Config CONFIG =
      Config.DEFAULT
          .withConformance(Sql.CONFORMANCE)
          .withIdentifierExpansion(true)
          .withTypeCoercionFactory(StoreAssignment::new);

  TravertineValidator(
      SqlOperatorTable operators, CalciteCatalogReader reader, RelDataTypeFactory types) {
    super(operators, reader, types, CONFIG);
  }

  /** The types that were found for the {@code ?}s in a validated tree, by index. */
  Map<Integer, RelDataType> parameterTypes(SqlNode validated) {
    Map<Integer, RelDataType> found = new HashMap<>();
    validated.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlDynamicParam parameter) {
            RelDataType type = getValidatedNodeTypeIfKnown(parameter);
            if (type != null) {
              found.put(parameter.getIndex(), type);
            }
            return null;
          }
        });
    return found;
  }

  /**
   * Lets every value through that {@link Assignment} can store, without the casts that would cut or
   * wrap it silently.
   */
  private static final class StoreAssignment extends TypeCoercionImpl {

    StoreAssignment(RelDataTypeFactory types, SqlValidator validator) {
      super(types, validator);
    }

    @Override
    public boolean querySourceCoercion(
        @Nullable SqlValidatorScope scope, RelDataType source, RelDataType target, SqlNode query) {
      List<RelDataTypeField> given = source.getFieldList();
      List<RelDataTypeField> columns = target.getFieldList();
      for (int i = 0; i < given.size(); i++) {
        RelDataType from = given.get(i).getType();
        RelDataType to = columns.get(i).getType();
        if (!Assignment.isPossible(from.getSqlTypeName(), to.getSqlTypeName())) {
          throw new SqlFailure(
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + columns.get(i).getName()
                  + "\" is of type "
                  + to
                  + " and does not take "
                  + from
                  + ": use a CAST");
        }
      }
      return true;
    }
  }
}
