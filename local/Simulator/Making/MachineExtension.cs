using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>An extension as it was asked for. Its protected settings are kept nowhere.</summary>
internal sealed record MachineExtension(string Name, string Region, IReadOnlyDictionary<string, string> Tags, JsonObject Properties)
{
    /// <summary>The last operation on it; null: it came with the machine.</summary>
    public LongOperation? Operation { get; init; }

    /// <summary>The operation that takes it away; null: none.</summary>
    public LongOperation? Deletion { get; init; }

    public string Type => Properties["type"]?.GetValue<string>() ?? "";

    public string Publisher => Properties["publisher"]?.GetValue<string>() ?? "";

    public string Version => Properties["typeHandlerVersion"]?.GetValue<string>() ?? "";

    public bool Exists(DateTimeOffset at) => !(Deletion is { HasEffect: true } gone && gone.End <= at);

    public string State(DateTimeOffset at) => this switch
    {
        { Deletion: { } leaving } when leaving.IsInProgress(at) => "Deleting",
        { Operation: { } last } when last.IsInProgress(at) => last.Name is "VirtualMachineExtensions_Update" ? "Updating" : "Creating",
        { Operation.Error: not null } => "Failed",
        _ => "Succeeded",
    };
}
