using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>A managed run command: a resource below its machine, which keeps how it went. Several run at once.</summary>
internal sealed record ManagedRunCommand(
    string Name, string Region, IReadOnlyDictionary<string, string> Tags, JsonObject Properties, LongOperation Operation,
    DateTimeOffset ScriptEnd)
{
    /// <summary>What it printed.</summary>
    public string Printed { get; init; } = "";

    /// <summary>Why it did not run to its end: TimedOut or Failed; null: it did.</summary>
    public string? Broken { get; init; }

    /// <summary>What its script ends with; null: it does not come to its end.</summary>
    public int? ExitCode { get; init; }

    public LongOperation? Deletion { get; init; }

    public bool Exists(DateTimeOffset at) => !(Deletion is { HasEffect: true } gone && gone.End <= at);

    public string State(DateTimeOffset at) => this switch
    {
        { Deletion: { } leaving } when leaving.IsInProgress(at) => "Deleting",
        _ when Operation.IsInProgress(at) => "Creating",
        { Operation.Error: not null } => "Failed",
        _ => "Succeeded",
    };

    public string Execution(DateTimeOffset at) => at < ScriptEnd ? "Running" : Broken ?? "Succeeded";
}
