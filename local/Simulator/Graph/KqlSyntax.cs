namespace OpsFunctions.Simulator.Graph;

/// <summary>A query: a table and what is done to its rows, in order.</summary>
internal sealed record KqlQuery(string Table, IReadOnlyList<KqlStage> Stages);

internal abstract record KqlStage;

internal sealed record WhereStage(KqlTest Test) : KqlStage;

internal sealed record ProjectStage(IReadOnlyList<NamedValue> Columns) : KqlStage;

internal sealed record ExtendStage(IReadOnlyList<NamedValue> Columns) : KqlStage;

internal sealed record OrderStage(IReadOnlyList<OrderTerm> Terms) : KqlStage;

internal sealed record SummarizeStage(IReadOnlyList<Aggregate> Aggregates, IReadOnlyList<NamedValue> By) : KqlStage;

internal sealed record TakeStage(int Count) : KqlStage;

internal sealed record NamedValue(string Name, KqlValue Value);

internal sealed record OrderTerm(KqlValue Value, bool Descending);

/// <summary>One value for all rows of a group: min, make_set or count.</summary>
internal sealed record Aggregate(string Name, string Function, KqlValue? Value);

/// <summary>Something that has a value in a row.</summary>
internal abstract record KqlValue;

/// <summary>A column and the way into it: properties.hardwareProfile['vmSize'].</summary>
internal sealed record PathValue(IReadOnlyList<string> Steps, KqlToken At) : KqlValue;

internal sealed record TextValue(string Text) : KqlValue;

internal sealed record NumberValue(double Number) : KqlValue;

internal sealed record FlagValue(bool Flag) : KqlValue;

internal sealed record ToStringValue(KqlValue Inner) : KqlValue;

/// <summary>Something that is true or false of a row.</summary>
internal abstract record KqlTest;

internal sealed record AndTest(KqlTest Left, KqlTest Right) : KqlTest;

internal sealed record OrTest(KqlTest Left, KqlTest Right) : KqlTest;

/// <summary>==, =~ or contains.</summary>
internal sealed record CompareTest(KqlValue Left, string Operator, KqlValue Right) : KqlTest;

internal sealed record InTest(KqlValue Value, IReadOnlyList<KqlValue> Choices) : KqlTest;

internal sealed record IsNotEmptyTest(KqlValue Value) : KqlTest;
