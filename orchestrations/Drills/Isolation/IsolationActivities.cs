using System.Text.Json;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Isolation;

/// <summary>A question for the routes that hold for an interface.</summary>
public sealed record RoutesQuestion(ChangeTicket Ticket, string DrillId, string Key);

/// <summary>Something of a drill by its place in the journal, to be stopped or deleted.</summary>
public sealed record DrillUndo(ChangeTicket Ticket, string DrillId, string Key);

/// <summary>Asks for what proves isolation, and stops machines where it is not.</summary>
public sealed class IsolationActivities(DrillStore store, CloneReader clones, ChangeGate gate, ArmChanges changes)
{
    /// <summary>Asks for the effective routes of an interface; Azure answers by an operation, and only while its machine runs.</summary>
    [Function(nameof(AskRoutes))]
    public Task<Outcome<OperationTicket>> AskRoutes([ActivityTrigger] RoutesQuestion question, CancellationToken ct) =>
        Outcome.OfAsync("effective routes", async () =>
    {
        var card = await store.ResourceAsync(question.DrillId, question.Key, ct);
        var permit = await gate.PassAsync(question.Ticket, ChangeDirection.Forward, ct);
        return await changes.SendAsync(
            permit, RequestMethod.Post, ArmAddress.Of(card.Id, "/effectiveRouteTable", card.Version), null, ct, wantsAnswer: true);
    }, ct);

    /// <summary>Powers a machine off at once, without its shutdown; one that is gone, or off, is off.</summary>
    [Function(nameof(EnsurePoweredOff))]
    public Task<Outcome<OperationTicket>> EnsurePoweredOff([ActivityTrigger] DrillUndo undo, CancellationToken ct) =>
        Outcome.OfAsync("power off", async () =>
    {
        var machine = await store.ResourceAsync(undo.DrillId, undo.Key, ct);
        using var found = await clones.FindAsync(new(ArmAddress.Of(machine.Id, "", machine.Version) + "&$expand=instanceView"), ct);
        if (found is null || IsOff(found.RootElement))
            return OperationTicket.Done;
        var address = new Uri(ArmAddress.Of(machine.Id, "/powerOff", machine.Version) + "&skipShutdown=true");
        var permit = await gate.PassAsync(undo.Ticket, ChangeDirection.Undo, ct);
        return await changes.SendAsync(permit, RequestMethod.Post, address, null, ct);
    }, ct);

    private static bool IsOff(JsonElement machine) => machine.Get("properties").Get("instanceView").Get("statuses").Items()
        .Any(status => status.Get("code").Text() is "PowerState/stopped" or "PowerState/deallocated");
}
