<#-- INSERT, UPSERT, UPDATE, MERGE. -->

/**
 * INSERT or UPSERT INTO t [AS a] [(column, ...)] [OVERRIDING {SYSTEM | USER} VALUE]
 * {DEFAULT VALUES | query} [ON CONFLICT [(column, ...)] DO {NOTHING | UPDATE SET ... [WHERE e]}].
 */
SqlNode SqlInsert() :
{
    final Span s;
    boolean upsert = false;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    SqlNodeList columns = null;
    final InsertInto.Overriding overriding;
    final SqlNode source;
    OnConflict conflict = null;
}
{
    ( <INSERT> | <UPSERT> { upsert = true; } ) { s = span(); }
    <INTO> table = CompoundTableIdentifier()
    [ <AS> alias = SimpleIdentifier() ]
    [ LOOKAHEAD(2) columns = ParenthesizedSimpleIdentifierList() ]
    overriding = OverridingOpt()
    (
        <DEFAULT_> <VALUES> {
            if (columns != null) {
                throw new ParseException("DEFAULT VALUES takes no columns");
            }
            columns = SqlNodeList.EMPTY;
            source = SqlStdOperatorTable.VALUES.createCall(
                getPos(), SqlStdOperatorTable.ROW.createCall(getPos()));
        }
    |
        source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ <ON> <CONFLICT> conflict = OnConflict() ]
    {
        return new InsertInto(
            s.end(this), upsert, table, alias, columns, overriding, source, conflict);
    }
}

InsertInto.Overriding OverridingOpt() :
{
    InsertInto.Overriding overriding = InsertInto.Overriding.NOTHING;
}
{
    [
        <OVERRIDING>
        (
            <SYSTEM> { overriding = InsertInto.Overriding.SYSTEM_VALUE; }
        |
            <USER> { overriding = InsertInto.Overriding.USER_VALUE; }
        )
        <VALUE>
    ]
    { return overriding; }
}

OnConflict OnConflict() :
{
    final Span s;
    SqlNodeList keys = SqlNodeList.EMPTY;
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode where = null;
}
{
    { s = span(); }
    [ keys = ParenthesizedSimpleIdentifierList() ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> AddAssignments(columns, values) [ where = Where() ]
    )
    {
        return new OnConflict(s.end(this), keys, new SqlNodeList(columns, s.end(this)),
            new SqlNodeList(values, s.end(this)), where);
    }
}

/** UPDATE t [[AS] a] SET assignment, ... [WHERE e]. */
SqlNode SqlUpdate() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    final List<SqlNode> columns = new ArrayList<SqlNode>();
    final List<SqlNode> values = new ArrayList<SqlNode>();
    SqlNode where = null;
}
{
    <UPDATE> { s = span(); }
    table = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    AddAssignments(columns, values)
    [ where = Where() ]
    {
        return new SqlUpdate(s.end(this), table, new SqlNodeList(columns, s.pos()),
            new SqlNodeList(values, s.pos()), where, null, alias);
    }
}

void AddAssignments(List<SqlNode> columns, List<SqlNode> values) :
{ }
{
    <SET> AddAssignment(columns, values) ( <COMMA> AddAssignment(columns, values) )*
}

/** Parses c = {e | DEFAULT} or (c, ...) = {[ROW] (e, ...) | (query)}: as many columns as values. */
void AddAssignment(List<SqlNode> columns, List<SqlNode> values) :
{
    final SqlIdentifier column;
    final SqlNodeList row;
    final SqlNode value;
    final SqlNodeList list;
}
{
    column = CompoundIdentifier() { columns.add(column); }
    <EQ> ( value = Default() | value = Expression(ExprContext.ACCEPT_SUB_QUERY) )
    { values.add(value); }
|
    row = ParenthesizedSimpleIdentifierList() { columns.addAll(row.getList()); }
    <EQ> [ <ROW> ] list = ParenthesizedQueryOrCommaListWithDefault(ExprContext.ACCEPT_ALL)
    {
        if (list.size() == 1 && list.get(0).isA(SqlKind.QUERY) && row.size() > 1) {
            for (int i = 0; i < row.size(); i++) {
                values.add(RowField.of(list.get(0), i, row.size()));
            }
        } else if (list.size() != row.size()) {
            throw new ParseException(
                "there are " + row.size() + " columns for " + list.size() + " values");
        } else {
            values.addAll(list.getList());
        }
    }
}

/** MERGE INTO t [[AS] a] USING source ON e {WHEN [NOT] MATCHED [AND e] THEN ...}+. */
SqlNode SqlMerge() :
{
    final Span s;
    final SqlIdentifier table;
    SqlIdentifier alias = null;
    final SqlNode source;
    final SqlNode condition;
    final List<SqlNode> clauses = new ArrayList<SqlNode>();
    SqlNode clause;
}
{
    <MERGE> { s = span(); }
    <INTO> table = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    <USING> source = TableRef()
    <ON> condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
    ( clause = MergeClause() { clauses.add(clause); } )+
    {
        return new MergeInto(s.end(this), table, alias, source, condition,
            new SqlNodeList(clauses, s.end(this)));
    }
}

SqlNode MergeClause() :
{
    final Span s;
    boolean matched = true;
    SqlNode condition = null;
    final MergeClause.Action action;
    List<SqlNode> columns = new ArrayList<SqlNode>();
    List<SqlNode> values = new ArrayList<SqlNode>();
    InsertInto.Overriding overriding = InsertInto.Overriding.NOTHING;
    SqlNodeList list = null;
    SqlNode row = null;
}
{
    <WHEN> { s = span(); }
    [ <NOT> { matched = false; } ]
    <MATCHED>
    [ <AND> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    <THEN>
    (
        <UPDATE> AddAssignments(columns, values) { action = MergeClause.Action.UPDATE; }
    |
        <DELETE> { action = MergeClause.Action.DELETE; }
    |
        <DO> <NOTHING> { action = MergeClause.Action.NOTHING; }
    |
        <INSERT> { action = MergeClause.Action.INSERT; }
        [ LOOKAHEAD(2) list = ParenthesizedSimpleIdentifierList() ]
        overriding = OverridingOpt()
        (
            <DEFAULT_> <VALUES> {
                if (list != null) {
                    throw new ParseException("DEFAULT VALUES takes no columns");
                }
                list = SqlNodeList.EMPTY;
            }
        |
            <VALUES> row = RowConstructor()
        |
            <LPAREN> <VALUES> row = RowConstructor() <RPAREN>
        )
    )
    {
        if (matched == (action == MergeClause.Action.INSERT)
            && action != MergeClause.Action.NOTHING) {
            throw new ParseException(matched
                ? "WHEN MATCHED can UPDATE, DELETE or DO NOTHING"
                : "WHEN NOT MATCHED can INSERT or DO NOTHING");
        }
        final boolean allColumns = action == MergeClause.Action.INSERT && list == null;
        if (list != null) {
            columns = list.getList();
        }
        if (row != null) {
            values = ((SqlCall) row).getOperandList();
        }
        return new MergeClause(s.end(this), matched, action, condition,
            allColumns ? null : new SqlNodeList(columns, s.pos()),
            new SqlNodeList(values, s.pos()), overriding);
    }
}
