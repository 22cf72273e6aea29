using System.Text.Json;

namespace OpsFunctions.Orchestrations.State;

/// <summary>What a check found out about a document.</summary>
/// <param name="Name">Its name in the state, without ending.</param>
/// <param name="Document">What it is; null: a document of a run, or none of the suite's.</param>
/// <param name="Problem">What is wrong with it, what that does, and how it is mended; null: it is whole.</param>
public sealed record StateVerdict(string Name, StateDocumentAttribute? Document, string? Problem)
{
    /// <summary>Nothing of the suite reads it.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>Says whether documents of the state can be read, as the app would read them.</summary>
public static class StateCheck
{
    /// <summary>Ending of their blobs.</summary>
    public const string Ending = PackedJson.Ending;

    private const string OfRuns = "runs/";

    public static async Task<StateVerdict> OfAsync(string name, Stream packed, CancellationToken ct)
    {
        var (document, type) = StateDocumentAttribute.All.FirstOrDefault(one => one.Document.IsNameOf(name));
        if (document is null && !name.StartsWith(OfRuns, StringComparison.Ordinal))
            return new(name, null, null) { IsUnknown = true };
        try
        {
            // Of a run's documents the run knows what they are; here they are only JSON.
            await PackedJson.ReadAsync(packed, type ?? typeof(JsonDocument), name, ct);
            return new(name, document, null);
        }
        catch (DamagedDocumentException e)
        {
            return new(name, document, e.Message);
        }
    }
}
