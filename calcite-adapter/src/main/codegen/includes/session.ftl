<#-- Transactions, settings, KILL QUERY. -->

/** START TRANSACTION or BEGIN, then any of READ ONLY, READ WRITE, ISOLATION LEVEL ..., AS OF e. */
SqlNode StartTransaction() :
{
    final Span s;
    final SqlNode transaction;
}
{
    (
        <START> { s = span(); } <TRANSACTION>
    |
        <BEGIN> { s = span(); } [ <TRANSACTION> | <WORK> ]
    )
    transaction = TransactionModes(s, StartTransaction.Scope.START)
    { return transaction; }
}

/** SET TRANSACTION or SET SESSION CHARACTERISTICS AS TRANSACTION, then modes. */
SqlNode SetTransaction() :
{
    final Span s;
    final StartTransaction.Scope scope;
    final SqlNode transaction;
}
{
    <SET> { s = span(); }
    (
        <TRANSACTION> { scope = StartTransaction.Scope.SET; }
    |
        <SESSION> <CHARACTERISTICS> <AS> <TRANSACTION> { scope = StartTransaction.Scope.SESSION; }
    )
    transaction = TransactionModes(s, scope)
    { return transaction; }
}

SqlNode TransactionModes(Span s, StartTransaction.Scope scope) :
{
    Boolean readOnly = null;
    StartTransaction.Isolation isolation = null;
    SqlNode time = null;
}
{
    [
        LOOKAHEAD(1)
        (
            LOOKAHEAD(2)
            <READ> <ONLY> { readOnly = true; }
        |
            <READ> <WRITE> { readOnly = false; }
        |
            <ISOLATION> <LEVEL> isolation = IsolationLevel()
        |
            <AS> <OF> time = Expression(ExprContext.ACCEPT_NON_QUERY)
        )
        (
            [ <COMMA> ]
            (
                LOOKAHEAD(2)
                <READ> <ONLY> { readOnly = true; }
            |
                <READ> <WRITE> { readOnly = false; }
            |
                <ISOLATION> <LEVEL> isolation = IsolationLevel()
            |
                <AS> <OF> time = Expression(ExprContext.ACCEPT_NON_QUERY)
            )
        )*
    ]
    { return new StartTransaction(s.end(this), scope, readOnly, isolation, time); }
}

StartTransaction.Isolation IsolationLevel() :
{ }
{
    <SERIALIZABLE> { return StartTransaction.Isolation.SERIALIZABLE; }
|
    <REPEATABLE> <READ> { return StartTransaction.Isolation.REPEATABLE_READ; }
|
    LOOKAHEAD(2)
    <READ> <COMMITTED> { return StartTransaction.Isolation.READ_COMMITTED; }
|
    <READ> <UNCOMMITTED> { return StartTransaction.Isolation.READ_UNCOMMITTED; }
}

SqlNode EndTransaction() :
{
    final Span s;
    SqlIdentifier savepoint = null;
}
{
    <COMMIT> { s = span(); }
    [ <WORK> | <TRANSACTION> ]
    { return new EndTransaction(s.end(this), true, null); }
|
    <ROLLBACK> { s = span(); }
    [ <WORK> | <TRANSACTION> ]
    [ <TO> [ LOOKAHEAD(2) <SAVEPOINT> ] savepoint = SimpleIdentifier() ]
    { return new EndTransaction(s.end(this), false, savepoint); }
}

/** SAVEPOINT name, RELEASE [SAVEPOINT] name. */
SqlNode Savepoint() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    <SAVEPOINT> { s = span(); } name = SimpleIdentifier()
    { return new Savepoint(s.end(this), false, name); }
|
    <RELEASE> { s = span(); } [ LOOKAHEAD(2) <SAVEPOINT> ] name = SimpleIdentifier()
    { return new Savepoint(s.end(this), true, name); }
}

SqlNode KillQuery() :
{
    final Span s;
    final SqlNode id;
}
{
    <KILL> { s = span(); } <QUERY> id = StringLiteral()
    { return new KillQuery(s.end(this), id); }
}

/**
 * SET name {= | TO} {value | DEFAULT}, RESET {name | ALL}, and the read time of the session:
 * SET AS OF e, RESET AS OF, whose name is the identifier "AS OF". SET ... DEFAULT is RESET. The
 * standard's SET SCHEMA 'name' is SET SCHEMA = 'name'.
 */
SqlSetOption SetOption(Span s, String scope) :
{
    final SqlNode name;
    SqlNode value = null;
}
{
    <SET> { s.add(this); }
    (
        <AS> <OF> { name = new SqlIdentifier("AS OF", getPos()); }
        value = Expression(ExprContext.ACCEPT_NON_QUERY)
    |
        LOOKAHEAD( { getToken(1).kind == SCHEMA && getToken(2).kind != EQ
            && getToken(2).kind != TO && getToken(2).kind != DOT } )
        <SCHEMA> { name = new SqlIdentifier("SCHEMA", getPos()); }
        ( value = StringLiteral() | value = SimpleIdentifier() )
    |
        name = CompoundIdentifier()
        ( <EQ> | <TO> )
        (
            value = Literal()
        |
            value = SimpleIdentifier()
        |
            <ON> { value = new SqlIdentifier("ON", getPos()); }
        |
            <DEFAULT_>
        )
    )
    { return new SqlSetOption(s.end(this), scope, name, value); }
|
    <RESET> { s.add(this); }
    (
        <AS> <OF> { name = new SqlIdentifier("AS OF", getPos()); }
    |
        name = CompoundIdentifier()
    |
        <ALL> { name = new SqlIdentifier("ALL", getPos()); }
    )
    { return new SqlSetOption(s.end(this), scope, name, null); }
}
