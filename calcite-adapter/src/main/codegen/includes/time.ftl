<#-- Time travel: the times of tables and queries, and SUBSCRIBE. -->

JAVACODE boolean endsQuery() {
    switch (getToken(1).kind) {
    case EOF:
    case RPAREN:
    case SEMICOLON:
        return true;
    default:
        return false;
    }
}

/** Gives {@code e} the time of the bare AS OF that ended it, if there was one. */
JAVACODE SqlNode withTrailingTime(SqlNode e) {
    if (trailingTime == null) {
        return e;
    }
    final SqlNode time = trailingTime;
    trailingTime = null;
    return timed(e, time);
}

JAVACODE SqlNode timed(SqlNode e, SqlNode time) {
    timeTravelled = true;
    if (e instanceof SqlJoin) {
        final SqlJoin join = (SqlJoin) e;
        join.setLeft(timed(join.getLeft(), time));
        join.setRight(timed(join.getRight(), time));
        return join;
    }
    return new AsOfQuery(e.getParserPosition().plus(time.getParserPosition()), e, time);
}

void TableAsOfAhead() :
{ }
{
    <FOR> <SYSTEM_TIME>
|
    <AS> <OF>
|
    <TIMESTAMP> <AS> <OF>
|
    <VERSION> <AS> <OF>
}

/**
 * Parses the time of a table. A bare AS OF that ends the enclosing query belongs to that query:
 * it is kept aside until the query's production takes it.
 */
SqlNode TableAsOf(SqlNode tableRef) :
{
    final SqlNode time;
    boolean bare = false;
    boolean ofQuery = false;
}
{
    (
        <FOR> <SYSTEM_TIME> <AS> <OF>
    |
        <TIMESTAMP> <AS> <OF>
    |
        <VERSION> <AS> <OF>
    |
        <AS> <OF> { bare = true; }
        [ LOOKAHEAD(2) <SYSTEM> <TIME> { ofQuery = true; } ]
    )
    time = Expression(ExprContext.ACCEPT_NON_QUERY)
    {
        if (bare && endsQuery()) {
            trailingTime = time;
            return tableRef;
        }
        if (ofQuery) {
            throw new ParseException("AS OF SYSTEM TIME must be the last clause of its query");
        }
        timeTravelled = true;
        return new SqlSnapshot(
            tableRef.getParserPosition().plus(time.getParserPosition()), tableRef, time);
    }
}

/** Reads what may end a query: ORDER BY, LIMIT, OFFSET, FETCH, and the query's time. */
SqlNode OrderByLimitOpt(SqlNode e) :
{
    SqlNode query;
    final SqlNode time;
}
{
    query = OrderByLimitOnly(e)
    [
        LOOKAHEAD(2)
        <AS> <OF> [ LOOKAHEAD(2) <SYSTEM> <TIME> ] {
            if (!query.isA(SqlKind.QUERY)) {
                throw new ParseException("AS OF follows a table or a query");
            }
        }
        time = Expression(ExprContext.ACCEPT_NON_QUERY) {
            query = timed(query, time);
        }
    ]
    { return withTrailingTime(query); }
}

/** SUBSCRIBE [TO] { table | (query) } [WITH (option, ...)] [AS OF e] [UP TO e]. */
SqlNode Subscribe() :
{
    final Span s;
    final SqlNode source;
    final List<SqlNode> pairs = new ArrayList<SqlNode>();
    SqlNode from = null;
    SqlNode until = null;
}
{
    <SUBSCRIBE> { s = span(); }
    [ <TO> ]
    (
        <LPAREN> source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) <RPAREN>
    |
        source = CompoundTableIdentifier()
    )
    [
        <WITH> <LPAREN>
        AddSubscribeOption(pairs)
        ( <COMMA> AddSubscribeOption(pairs) )*
        <RPAREN>
    ]
    [ <AS> <OF> from = Expression(ExprContext.ACCEPT_NON_QUERY) ]
    [ <UP> <TO> until = Expression(ExprContext.ACCEPT_NON_QUERY) ]
    {
        return new Subscribe(s.end(this), source,
            new SqlNodeList(pairs, Span.of(pairs).pos()), from, until);
    }
}

/** Parses {@code name [=] [literal]} and adds the pair; a name alone means TRUE. */
void AddSubscribeOption(List<SqlNode> pairs) :
{
    final SqlIdentifier name;
    SqlNode value;
}
{
    name = SimpleIdentifier() { value = SqlLiteral.createBoolean(true, getPos()); }
    [ [ <EQ> ] value = Literal() ]
    {
        pairs.add(name);
        pairs.add(value);
    }
}
