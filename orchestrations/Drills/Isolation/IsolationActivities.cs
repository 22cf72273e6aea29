using System.Text.Json;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Isolation;

/// <summary>A look at a drill's network.</summary>
public sealed record IsolationLook(string DrillId, string When);

/// <summary>A question for the routes that hold for an interface.</summary>
public sealed record RoutesQuestion(ChangeTicket Ticket, string DrillId, string Key);

/// <summary>Azure's answer to it.</summary>
/// <param name="Answer">JSON; null: there was none.</param>
public sealed record RoutesAnswer(string Machine, string Key, string? Answer, string? Problem);

/// <summary>Something of a drill by its place in the journal, to be stopped or deleted.</summary>
public sealed record DrillUndo(ChangeTicket Ticket, string DrillId, string Key);

/// <summary>Proves that a drill is isolated, and stops its machines where it is not.</summary>
public sealed class IsolationActivities(
    DrillStore store, IsolationReader reader, CloneReader clones, ChangeGate gate, ArmChanges changes, TimeProvider time)
{
    [Function(nameof(ReadIsolation))]
    public Task<Outcome<IsolationProof>> ReadIsolation([ActivityTrigger] IsolationLook look, CancellationToken ct) =>
        Outcome.OfAsync("isolation", async () => await store.JournalAsync(look.DrillId, ct) is { } journal
            ? await reader.ReadAsync(journal, look.When, ct)
            : throw new RefusedException("NoJournal", "the drill has no journal"), ct);

    /// <summary>Asks for the effective routes of an interface; Azure answers by an operation, and only while its machine runs.</summary>
    [Function(nameof(AskRoutes))]
    public Task<Outcome<OperationTicket>> AskRoutes([ActivityTrigger] RoutesQuestion question, CancellationToken ct) =>
        Outcome.OfAsync("effective routes", async () =>
    {
        var card = await FindAsync(question.DrillId, question.Key, ct);
        var permit = await gate.PassAsync(question.Ticket, ChangeDirection.Forward, ct);
        return await changes.SendAsync(permit, RequestMethod.Post, ArmAddress.Of(card.Id, "/effectiveRouteTable", card.Version), null, ct, wantsAnswer: true);
    }, ct);

    /// <summary>What that answer proves.</summary>
    [Function(nameof(JudgeRoutes))]
    public Task<Outcome<IsolationProof>> JudgeRoutes([ActivityTrigger] RoutesAnswer answer, CancellationToken ct) => Outcome.OfAsync("routes", () =>
    {
        var proof = new IsolationProof("after the start", $"routes of {answer.Key}", time.GetUtcNow(), []);
        if (answer.Answer is not { } text)
            return Task.FromResult(proof with { Unread = [$"routes of {answer.Key}: {answer.Problem ?? "no answer"}"] });
        using var document = JsonDocument.Parse(text);
        return Task.FromResult(proof with { Breaches = [.. IsolationPolicy.OfRoutes(document.RootElement)] });
    }, ct);

    /// <summary>Powers a machine off at once, without its shutdown; one that is gone, or off, is off.</summary>
    [Function(nameof(EnsurePoweredOff))]
    public Task<Outcome<OperationTicket>> EnsurePoweredOff([ActivityTrigger] DrillUndo undo, CancellationToken ct) => Outcome.OfAsync("power off", async () =>
    {
        var machine = await FindAsync(undo.DrillId, undo.Key, ct);
        using var found = await clones.FindAsync(new(ArmAddress.Of(machine.Id, "", machine.Version) + "&$expand=instanceView"), ct);
        if (found is null || IsOff(found.RootElement))
            return OperationTicket.Done;
        var address = new Uri(ArmAddress.Of(machine.Id, "/powerOff", machine.Version) + "&skipShutdown=true");
        var permit = await gate.PassAsync(undo.Ticket, ChangeDirection.Undo, ct);
        return await changes.SendAsync(permit, RequestMethod.Post, address, null, ct);
    }, ct);

    private static bool IsOff(JsonElement machine) => machine.Get("properties").Get("instanceView").Get("statuses").Items()
        .Any(status => status.Get("code").Text() is "PowerState/stopped" or "PowerState/deallocated");

    private async Task<Planning.DrillResource> FindAsync(string drillId, string key, CancellationToken ct) =>
        (await store.JournalAsync(drillId, ct))?.Find(key) ?? throw new RefusedException("NotInJournal", $"the drill's journal has no {key}");
}
