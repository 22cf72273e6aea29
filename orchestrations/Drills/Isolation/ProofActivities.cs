using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;

namespace OpsFunctions.Orchestrations.Drills.Isolation;

/// <summary>A look at a drill's network.</summary>
public sealed record IsolationLook(string DrillId, string When);

/// <summary>Azure's answer to it.</summary>
/// <param name="Answer">JSON; null: there was none.</param>
public sealed record RoutesAnswer(string Key, string? Answer, string? Problem);

/// <summary>Proves that a drill is isolated.</summary>
public sealed class ProofActivities(DrillStore store, IsolationReader reader, TimeProvider time)
{
    [Function(nameof(ReadIsolation))]
    public Task<Outcome<IsolationProof>> ReadIsolation([ActivityTrigger] IsolationLook look, CancellationToken ct) =>
        Outcome.OfAsync("isolation", async () => await store.JournalAsync(look.DrillId, ct) is { } journal
            ? await reader.ReadAsync(journal, look.When, ct)
            : throw new RefusedException("NoJournal", "the drill has no journal"), ct);

    /// <summary>What that answer proves.</summary>
    [Function(nameof(JudgeRoutes))]
    public Task<Outcome<IsolationProof>> JudgeRoutes([ActivityTrigger] RoutesAnswer answer, CancellationToken ct) =>
        Outcome.OfAsync("routes", () =>
    {
        var proof = new IsolationProof("after the start", $"routes of {answer.Key}", time.GetUtcNow(), []);
        if (answer.Answer is not { } text)
            return Task.FromResult(proof with { Unread = [$"routes of {answer.Key}: {answer.Problem ?? "no answer"}"] });
        using var document = JsonDocument.Parse(text);
        return Task.FromResult(proof with { Breaches = [.. IsolationPolicy.OfRoutes(document.RootElement)] });
    }, ct);
}
