<#-- ALTER TABLE, COMMENT ON. -->

/** ALTER TABLE [IF EXISTS] name action, ... */
SqlNode AlterTable() :
{
    final Span s;
    final boolean ifExists;
    final SqlIdentifier name;
    final List<AlterAction> actions = new ArrayList<AlterAction>();
    AlterAction action;
}
{
    <ALTER> { s = span(); } <TABLE> ifExists = IfExistsOpt() name = CompoundIdentifier()
    action = AlterAction() { actions.add(action); }
    ( <COMMA> action = AlterAction() { actions.add(action); } )*
    { return new AlterTable(s.end(this), ifExists, name, actions); }
}

AlterAction AlterAction() :
{
    final AlterAction action;
}
{
    <ADD> action = AddAction() { return action; }
|
    <DROP> action = DropAction() { return action; }
|
    <RENAME> action = RenameAction() { return action; }
|
    <ALTER> [ <COLUMN> ] action = ColumnAction() { return action; }
|
    <SET> action = SetAction() { return action; }
|
    <RESET> action = ResetAction() { return action; }
}

AlterAction AddAction() :
{
    boolean ifNotExists = false;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
    final ConstraintSpec constraint;
}
{
    constraint = TableConstraint() { return new AlterAction.AddConstraint(constraint); }
|
    [ <COLUMN> ] ifNotExists = IfNotExistsOpt() AddColumn(elements)
    {
        final List<ConstraintSpec> constraints = new ArrayList<ConstraintSpec>();
        for (SqlNode element : elements.subList(1, elements.size())) {
            constraints.add((ConstraintSpec) element);
        }
        return new AlterAction.AddColumn(ifNotExists, (ColumnSpec) elements.get(0), constraints);
    }
}

AlterAction DropAction() :
{
    final boolean ifExists;
    final SqlIdentifier name;
    final boolean cascade;
}
{
    <CONSTRAINT> ifExists = IfExistsOpt() name = SimpleIdentifier() CascadeOpt()
    { return new AlterAction.DropConstraint(ifExists, name); }
|
    [ <COLUMN> ] ifExists = IfExistsOpt() name = SimpleIdentifier() cascade = CascadeOpt()
    { return new AlterAction.DropColumn(ifExists, name, cascade); }
}

boolean CascadeOpt() :
{ }
{
    <CASCADE> { return true; }
|
    <RESTRICT> { return false; }
|
    { return false; }
}

AlterAction RenameAction() :
{
    final SqlIdentifier from;
    final SqlIdentifier to;
}
{
    <TO> to = CompoundIdentifier() { return new AlterAction.RenameTable(to); }
|
    [ <COLUMN> ] from = SimpleIdentifier() <TO> to = SimpleIdentifier()
    { return new AlterAction.RenameColumn(from, to); }
}

AlterAction ColumnAction() :
{
    final SqlIdentifier column;
    final SourceExpression value;
    final SqlDataTypeSpec type;
}
{
    column = SimpleIdentifier()
    (
        <SET>
        (
            <DEFAULT_> value = SourceExpression(ExprContext.ACCEPT_SUB_QUERY)
            { return new AlterAction.Default(column, java.util.Optional.of(value)); }
        |
            <NOT> <NULL> { return new AlterAction.Nullability(column, false); }
        |
            <DATA> <TYPE> type = DataType() { return new AlterAction.Retype(column, type); }
        )
    |
        <DROP>
        (
            <DEFAULT_>
            { return new AlterAction.Default(column, java.util.Optional.<SourceExpression>empty()); }
        |
            <NOT> <NULL> { return new AlterAction.Nullability(column, true); }
        )
    |
        <TYPE> type = DataType() { return new AlterAction.Retype(column, type); }
    )
}

AlterAction SetAction() :
{
    final SqlIdentifier option;
    final SqlNode value;
}
{
    <LPAREN> option = SimpleIdentifier() <EQ> value = Literal() <RPAREN>
    { return new AlterAction.Option(option, java.util.Optional.of(value)); }
}

AlterAction ResetAction() :
{
    final SqlIdentifier option;
}
{
    <LPAREN> option = SimpleIdentifier() <RPAREN>
    { return new AlterAction.Option(option, java.util.Optional.<SqlNode>empty()); }
}

/** COMMENT ON {TABLE | VIEW | COLUMN | SCHEMA} name IS {'text' | NULL}. */
SqlNode CommentOn() :
{
    final Span s;
    final CommentOn.Target target;
    final SqlIdentifier name;
    final SqlNode text;
}
{
    <COMMENT> { s = span(); } <ON>
    (
        <TABLE> { target = CommentOn.Target.TABLE; }
    |
        <VIEW> { target = CommentOn.Target.VIEW; }
    |
        <COLUMN> { target = CommentOn.Target.COLUMN; }
    |
        <SCHEMA> { target = CommentOn.Target.SCHEMA; }
    )
    name = CompoundIdentifier()
    <IS>
    (
        text = StringLiteral()
    |
        <NULL> { text = SqlLiteral.createNull(getPos()); }
    )
    { return new CommentOn(s.end(this), target, name, text); }
}
