namespace OpsFunctions.Simulator;

/// <summary>One of several blocks of a role's permissions; what a role allows is the union of its blocks.</summary>
public sealed record PermissionBlock
{
    /// <summary>Operations on resources that it allows.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Taken off <see cref="Actions"/>.</summary>
    public IReadOnlyList<string> NotActions { get; init; } = [];

    /// <summary>Operations on data that it allows.</summary>
    public IReadOnlyList<string> DataActions { get; init; } = [];

    /// <summary>Taken off <see cref="DataActions"/>.</summary>
    public IReadOnlyList<string> NotDataActions { get; init; } = [];

    /// <summary>Condition; null: none. It is shown, but not applied.</summary>
    public string? Condition { get; init; }

    /// <summary>Version of the condition's language; null: none.</summary>
    public string? ConditionVersion { get; init; }
}
