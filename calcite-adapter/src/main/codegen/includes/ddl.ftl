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
    SourceExpression query = null;
    boolean withData = true;
}
{
    <TABLE> ifNotExists = IfNotExistsOpt() id = CompoundIdentifier()
    [ elements = TableElements() ]
    [
        <AS> query = SourceQuery()
        [ <WITH> [ <NO> { withData = false; } ] <DATA> ]
    ]
    {
        if (elements == null && query == null) {
            throw new ParseException("a table needs columns or a query");
        }
        return new CreateTable(s.end(this), replace, ifNotExists, id, elements, query, withData);
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
    final SqlNode constraint;
}
{
    constraint = TableConstraint() { elements.add(constraint); }
|
    AddColumn(elements)
}

ConstraintSpec TableConstraint() :
{
    final Span s = Span.of();
    SqlIdentifier name = null;
    final SqlNodeList columns;
    final SourceExpression condition;
    final SqlIdentifier references;
}
{
    [ <CONSTRAINT> { s.add(this); } name = SimpleIdentifier() ]
    (
        <PRIMARY> { s.add(this); } <KEY> columns = ParenthesizedSimpleIdentifierList()
        {
            return new ConstraintSpec(s.end(columns), ConstraintSpec.Demand.PRIMARY_KEY, name,
                columns, null, null);
        }
    |
        <UNIQUE> { s.add(this); } columns = ParenthesizedSimpleIdentifierList()
        {
            return new ConstraintSpec(s.end(columns), ConstraintSpec.Demand.UNIQUE, name,
                columns, null, null);
        }
    |
        <CHECK> { s.add(this); } condition = Condition()
        {
            return new ConstraintSpec(s.end(this), ConstraintSpec.Demand.CHECK, name,
                SqlNodeList.EMPTY, condition, null);
        }
    |
        <FOREIGN> { s.add(this); } <KEY> columns = ParenthesizedSimpleIdentifierList()
        references = References()
        {
            return new ConstraintSpec(s.end(this), ConstraintSpec.Demand.FOREIGN_KEY, name,
                columns, null, references);
        }
    )
}

/** A condition in parentheses. */
SourceExpression Condition() :
{
    final SourceExpression condition;
}
{
    <LPAREN> condition = SourceExpression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
    { return condition; }
}

/** An expression of which the text is kept. */
SourceExpression SourceExpression(ExprContext context) :
{
    final Token first;
    final SqlNode e;
}
{
    { first = getToken(1); }
    e = Expression(context)
    {
        return new SourceExpression(e, new SqlParserPos(
            first.beginLine, first.beginColumn, token.endLine, token.endColumn));
    }
}

/** A query of which the text is kept. */
SourceExpression SourceQuery() :
{
    final Token first;
    final SqlNode query;
}
{
    { first = getToken(1); }
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    {
        return new SourceExpression(query, new SqlParserPos(
            first.beginLine, first.beginColumn, token.endLine, token.endColumn));
    }
}

/** REFERENCES table [(columns)] [ON {DELETE | UPDATE} action]. */
SqlIdentifier References() :
{
    final SqlIdentifier table;
}
{
    <REFERENCES> table = CompoundIdentifier()
    [ ParenthesizedSimpleIdentifierList() ]
    (
        <ON> ( <DELETE> | <UPDATE> )
        (
            <CASCADE>
        |
            <RESTRICT>
        |
            <SET> ( <NULL> | <DEFAULT_> )
        |
            <NO> <ACTION>
        )
    )*
    { return table; }
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
    SourceExpression defaultValue = null;
    IdentitySpec identity = null;
    SqlNode generated = null;
    final List<SqlNode> constraints = new ArrayList<SqlNode>();
    final Span s;
    Span g;
    boolean always;
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
            <DEFAULT_> defaultValue = SourceExpression(ExprContext.ACCEPT_SUB_QUERY)
        |
            <GENERATED> { g = span(); }
            ( <ALWAYS> { always = true; } | <BY> <DEFAULT_> { always = false; } )
            <AS>
            (
                <IDENTITY> identity = IdentityOptions(g, always)
            |
                <LPAREN> generated = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
            )
        |
            AddColumnConstraint(constraints, name)
        )*
        {
            elements.add(
                new ColumnSpec(s.add(type).end(this), name, type, defaultValue, identity, generated));
            elements.addAll(constraints);
        }
    |
        { elements.add(new ColumnSpec(s.end(this), name, null, null, null, null)); }
    )
}

IdentitySpec IdentityOptions(Span s, boolean always) :
{
    SqlNode start = null;
    SqlNode increment = null;
}
{
    [
        <LPAREN>
        (
            <START> [ <WITH> ] start = NumericLiteral()
        |
            <INCREMENT> [ <BY> ] increment = NumericLiteral()
        |
            <COMMA>
        )*
        <RPAREN>
    ]
    { return new IdentitySpec(s.end(this), always, start, increment); }
}

void AddColumnConstraint(List<SqlNode> constraints, SqlIdentifier column) :
{
    final Span s = Span.of();
    SqlIdentifier name = null;
    final SourceExpression condition;
    final SqlIdentifier references;
}
{
    [ <CONSTRAINT> { s.add(this); } name = SimpleIdentifier() ]
    (
        <PRIMARY> { s.add(this); } <KEY>
        {
            constraints.add(new ConstraintSpec(s.end(this), ConstraintSpec.Demand.PRIMARY_KEY, name,
                SqlNodeList.of(column), null, null));
        }
    |
        <UNIQUE> { s.add(this); }
        {
            constraints.add(new ConstraintSpec(s.end(this), ConstraintSpec.Demand.UNIQUE, name,
                SqlNodeList.of(column), null, null));
        }
    |
        <CHECK> { s.add(this); } condition = Condition()
        {
            constraints.add(new ConstraintSpec(s.end(this), ConstraintSpec.Demand.CHECK, name,
                SqlNodeList.of(column), condition, null));
        }
    |
        references = References()
        {
            constraints.add(new ConstraintSpec(s.end(this), ConstraintSpec.Demand.FOREIGN_KEY, name,
                SqlNodeList.of(column), null, references));
        }
    )
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
