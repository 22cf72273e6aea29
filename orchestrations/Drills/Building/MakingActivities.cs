using System.Text.Json;
using Azure;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>Something that a drill makes, by its place in the journal.</summary>
public sealed record DrillMaking(ChangeTicket Ticket, string DrillId, string Key);

/// <summary>
/// Makes what is in the journal, and nothing else: reads first, and a call whose answer was lost is settled by the derived name.
/// </summary>
public sealed class MakingActivities(DrillStore store, CloneReader clones, ChangeGate gate, ArmChanges changes, TimeProvider time)
{
    private const double StillMadeSeconds = 5;
    private const double CopiesSeconds = 30;

    [Function(nameof(EnsureMade))]
    public Task<Outcome<OperationTicket>> EnsureMade([ActivityTrigger] DrillMaking making, CancellationToken ct) =>
        Outcome.OfAsync(making.Key, async () =>
    {
        var (journal, resource) = await FindAsync(making.DrillId, making.Key, ct);
        var address = ArmAddress.Of(resource.Id, "", resource.Version);
        if (await IsThereAsync(journal, resource, address, ct))
            return OperationTicket.Done;
        if (await store.StopAsync(making.DrillId, ct) is { } stop)
            throw new RefusedException(DrillStop.Code, $"the drill stops: {stop.Reason}");
        if (resource.Kind == DrillKind.Group)
            await store.ChangeJournalAsync(
                making.DrillId, known => known.GroupIntendedAt is null ? known with { GroupIntendedAt = time.GetUtcNow() } : known, ct);
        using var body = JsonDocument.Parse(resource.Body);
        var permit = await gate.PassAsync(making.Ticket, ChangeDirection.Forward, ct);
        try
        {
            return await changes.SendAsync(permit, RequestMethod.Put, address, body.RootElement, ct);
        }
        catch (RequestFailedException e) when (resource.Kind == DrillKind.Disk && IsOfCopies(e))
        {
            throw new ThrottledException(CopiesSeconds, $"{resource.Key} waits: Azure copies so many disks of a subscription at a time");
        }
    }, ct);

    // Azure copies 50 disks of a subscription at a time (Microsoft Learn, incremental snapshots); the words of the refusal are assumed.
    private static bool IsOfCopies(RequestFailedException e) =>
        e.Status == 409 && e.Message.Contains("background copies", StringComparison.OrdinalIgnoreCase);

    // True: nothing is left to do. What is just being made is waited for; what is of somebody else is left alone.
    private async Task<bool> IsThereAsync(DrillJournal journal, DrillResource resource, Uri address, CancellationToken ct)
    {
        using var found = await clones.FindAsync(address, ct);
        if (found is null)
            return false;
        var root = found.RootElement;
        if (resource.Kind == DrillKind.Group && (journal.GroupIntendedAt is null || !IsOf(root, journal.DrillId)))
            throw new RefusedException(
                "GroupExists",
                $"a resource group {ArmId.NameOf(resource.Id)} is there that the drill did not make; nothing was changed in it");
        return root.Get("properties").Get("provisioningState").Text() switch
        {
            "Creating" or "Updating" => throw new ThrottledException(StillMadeSeconds, $"{resource.Key} is being made"),
            "Deleting" => throw new RefusedException("BeingDeleted", "it is being deleted"),
            // A PUT of the same mends what failed half-way, where it can be mended.
            "Failed" or "Canceled" => false,
            _ => true,
        };
    }

    private static bool IsOf(JsonElement group, string drillId) => group.Get("tags").Get(DrillNames.Tag).Text() == drillId;

    private async Task<(DrillJournal Journal, DrillResource Resource)> FindAsync(string drillId, string key, CancellationToken ct) =>
        await store.JournalAsync(drillId, ct) is { } journal && journal.Find(key) is { } resource
            ? (journal, resource)
            : throw new RefusedException("NotInJournal", $"the drill's journal has no {key}, so it is not made");
}
