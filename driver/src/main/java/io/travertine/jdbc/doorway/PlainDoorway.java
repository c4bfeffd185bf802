package io.travertine.jdbc.doorway;

import io.travertine.jdbc.failure.States;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * The calls of {@link Meta} that our own client never makes: it asks for metadata in SQL and pulls
 * frames itself. A stranger's Avatica client that makes them is told so.
 */
public abstract class PlainDoorway implements Doorway {

  private static RuntimeException elsewhere() {
    return new AvaticaRuntimeException(
        "metadata is asked for in SQL, over information_schema: not supported as a request",
        0,
        States.UNSUPPORTED,
        AvaticaSeverity.ERROR);
  }

  @Override
  public ParameterRows parameterRows(List<AvaticaParameter> parameters) {
    List<List<TypedValue>> rows = new ArrayList<>();
    return new ParameterRows() {
      @Override
      public void add(TypedValue[] row) {
        rows.add(Arrays.asList(row.clone()));
      }

      @Override
      public int count() {
        return rows.size();
      }

      @Override
      public ExecuteBatchResult execute(StatementHandle statement) throws NoSuchStatementException {
        return executeBatch(statement, rows);
      }
    };
  }

  @Override
  public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
    return Map.of();
  }

  @Override
  public Iterable<Object> createIterable(
      StatementHandle stmt,
      QueryState state,
      Signature signature,
      List<TypedValue> parameters,
      Frame firstFrame) {
    throw elsewhere();
  }

  @Override
  public boolean syncResults(StatementHandle sh, QueryState state, long offset) {
    throw new AvaticaRuntimeException(
        "the cursor is lost, and a query is never run a second time on its own: execute it again",
        0,
        States.CURSOR,
        AvaticaSeverity.ERROR);
  }

  @Override
  @Deprecated
  public ExecuteResult prepareAndExecute(
      StatementHandle h, String sql, long maxRowCount, PrepareCallback callback)
      throws NoSuchStatementException {
    return prepareAndExecute(h, sql, maxRowCount, -1, callback);
  }

  @Override
  @Deprecated
  public ExecuteResult execute(
      StatementHandle h, List<TypedValue> parameterValues, long maxRowCount)
      throws NoSuchStatementException {
    return execute(h, parameterValues, -1);
  }

  @Override
  public MetaResultSet getTables(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat tableNamePattern,
      List<String> typeList) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getColumns(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat tableNamePattern,
      Pat columnNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getSchemas(ConnectionHandle ch, String catalog, Pat schemaPattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getCatalogs(ConnectionHandle ch) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getTableTypes(ConnectionHandle ch) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getProcedures(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat procedureNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getProcedureColumns(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat procedureNamePattern,
      Pat columnNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getColumnPrivileges(
      ConnectionHandle ch, String catalog, String schema, String table, Pat columnNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getTablePrivileges(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat tableNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getBestRowIdentifier(
      ConnectionHandle ch,
      String catalog,
      String schema,
      String table,
      int scope,
      boolean nullable) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getVersionColumns(
      ConnectionHandle ch, String catalog, String schema, String table) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getPrimaryKeys(
      ConnectionHandle ch, String catalog, String schema, String table) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getImportedKeys(
      ConnectionHandle ch, String catalog, String schema, String table) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getExportedKeys(
      ConnectionHandle ch, String catalog, String schema, String table) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getCrossReference(
      ConnectionHandle ch,
      String parentCatalog,
      String parentSchema,
      String parentTable,
      String foreignCatalog,
      String foreignSchema,
      String foreignTable) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getTypeInfo(ConnectionHandle ch) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getIndexInfo(
      ConnectionHandle ch,
      String catalog,
      String schema,
      String table,
      boolean unique,
      boolean approximate) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getUDTs(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat typeNamePattern, int[] types) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getSuperTypes(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat typeNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getSuperTables(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat tableNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getAttributes(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat typeNamePattern,
      Pat attributeNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getClientInfoProperties(ConnectionHandle ch) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getFunctions(
      ConnectionHandle ch, String catalog, Pat schemaPattern, Pat functionNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getFunctionColumns(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat functionNamePattern,
      Pat columnNamePattern) {
    throw elsewhere();
  }

  @Override
  public MetaResultSet getPseudoColumns(
      ConnectionHandle ch,
      String catalog,
      Pat schemaPattern,
      Pat tableNamePattern,
      Pat columnNamePattern) {
    throw elsewhere();
  }
}
