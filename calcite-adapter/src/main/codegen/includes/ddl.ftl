<#-- CREATE, DROP, TRUNCATE. -->

boolean IfNotExistsOpt() :
{ }
{
    LOOKAHEAD(2)
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExistsOpt() :
{ }
{
    LOOKAHEAD(2)
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

SqlCreate CreateTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier id;
    SqlNodeList elements = null;
    SqlNode query = null;
}
{
    <TABLE> ifNotExists = IfNotExistsOpt() id = CompoundIdentifier()
    [ elements = TableElements() ]
    [ <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) ]
    {
        if (elements == null && query == null) {
            throw new ParseException("a table needs columns or a query");
        }
        return SqlDdlNodes.createTable(s.end(this), replace, ifNotExists, id, elements, query);
    }
}

SqlNodeList TableElements() :
{
    final Span s;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
}
{
    <LPAREN> { s = span(); }
    AddTableElement(elements)
    ( <COMMA> AddTableElement(elements) )*
    <RPAREN>
    { return new SqlNodeList(elements, s.end(this)); }
}

void AddTableElement(List<SqlNode> elements) :
{
    SqlIdentifier name = null;
}
{
    [ <CONSTRAINT> name = SimpleIdentifier() ]
    AddTableConstraint(elements, name)
|
    AddColumn(elements)
}

void AddTableConstraint(List<SqlNode> elements, SqlIdentifier name) :
{
    final Span s;
    final SqlNodeList columns;
    final SqlNode condition;
}
{
    <PRIMARY> { s = span(); } <KEY> columns = ParenthesizedSimpleIdentifierList()
    { elements.add(SqlDdlNodes.primary(s.end(columns), name, columns)); }
|
    <UNIQUE> { s = span(); } columns = ParenthesizedSimpleIdentifierList()
    { elements.add(SqlDdlNodes.unique(s.end(columns), name, columns)); }
|
    <CHECK> { s = span(); } <LPAREN> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
    { elements.add(SqlDdlNodes.check(s.end(this), name, condition)); }
}

/**
 * Parses a column. Constraints written beside the column become table constraints that follow it.
 * The type's nullability is null when neither NULL nor NOT NULL was written.
 * A type is optional when a query gives it.
 */
void AddColumn(List<SqlNode> elements) :
{
    final SqlIdentifier name;
    SqlDataTypeSpec type;
    SqlNode expression = null;
    SqlIdentifier constraint;
    final List<SqlNode> constraints = new ArrayList<SqlNode>();
    final Span s;
}
{
    name = SimpleIdentifier() { s = Span.of(name); }
    (
        type = DataType()
        (
            <NULL> { type = type.withNullable(true, getPos()); }
        |
            <NOT> <NULL> { type = type.withNullable(false, getPos()); }
        |
            <DEFAULT_> expression = Expression(ExprContext.ACCEPT_SUB_QUERY)
        |
            { constraint = null; }
            [ <CONSTRAINT> constraint = SimpleIdentifier() ]
            AddColumnConstraint(constraints, name, constraint)
        )*
        {
            final ColumnStrategy strategy = expression != null
                ? ColumnStrategy.DEFAULT
                : Boolean.FALSE.equals(type.getNullable())
                    ? ColumnStrategy.NOT_NULLABLE
                    : ColumnStrategy.NULLABLE;
            elements.add(SqlDdlNodes.column(s.add(type).end(this), name, type, expression, strategy));
            elements.addAll(constraints);
        }
    |
        { elements.add(name); }
    )
}

void AddColumnConstraint(List<SqlNode> constraints, SqlIdentifier column, SqlIdentifier name) :
{
    final Span s;
    final SqlNode condition;
}
{
    <PRIMARY> { s = span(); } <KEY>
    { constraints.add(SqlDdlNodes.primary(s.end(this), name, SqlNodeList.of(column))); }
|
    <UNIQUE> { s = span(); }
    { constraints.add(SqlDdlNodes.unique(s.end(this), name, SqlNodeList.of(column))); }
|
    <CHECK> { s = span(); } <LPAREN> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
    { constraints.add(SqlDdlNodes.check(s.end(this), name, condition)); }
}

SqlCreate CreateView(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier id;
    SqlNodeList columns = null;
    final SqlNode query;
    final Token first;
}
{
    <VIEW> ifNotExists = IfNotExistsOpt() id = CompoundIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    <AS> { first = getToken(1); }
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    {
        final SqlParserPos range = new SqlParserPos(
            first.beginLine, first.beginColumn, token.endLine, token.endColumn);
        return new CreateView(s.end(this), replace, ifNotExists, id, columns, query, range);
    }
}

SqlCreate CreateSchema(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier id;
}
{
    <SCHEMA> ifNotExists = IfNotExistsOpt() id = CompoundIdentifier()
    { return SqlDdlNodes.createSchema(s.end(this), replace, ifNotExists, id); }
}

SqlDrop DropObject(Span s, boolean replace) :
{
    final DropObject.Target target;
    final boolean ifExists;
    final SqlIdentifier id;
    DropObject.Behavior behavior = DropObject.Behavior.UNSPECIFIED;
}
{
    (
        <TABLE> { target = DropObject.Target.TABLE; }
    |
        <VIEW> { target = DropObject.Target.VIEW; }
    |
        <SCHEMA> { target = DropObject.Target.SCHEMA; }
    )
    ifExists = IfExistsOpt() id = CompoundIdentifier()
    [
        <CASCADE> { behavior = DropObject.Behavior.CASCADE; }
    |
        <RESTRICT> { behavior = DropObject.Behavior.RESTRICT; }
    ]
    { return new DropObject(s.end(this), target, ifExists, id, behavior); }
}

SqlTruncate TruncateTable(Span s) :
{
    final SqlIdentifier id;
    boolean continueIdentity = true;
}
{
    <TABLE> id = CompoundIdentifier()
    [ ( <CONTINUE> | <RESTART> { continueIdentity = false; } ) <IDENTITY> ]
    { return SqlDdlNodes.truncateTable(s.end(this), id, continueIdentity); }
}

/** Names of types other databases use for VARCHAR and VARBINARY without a length. */
SqlTypeNameSpec SynonymTypeName() :
{ }
{
    ( <TEXT> | <STRING> | <CLOB> )
    { return new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, getPos()); }
|
    ( <BYTEA> | <BLOB> )
    { return new SqlBasicTypeNameSpec(SqlTypeName.VARBINARY, getPos()); }
}
