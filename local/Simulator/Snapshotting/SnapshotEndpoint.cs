using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Snapshots of machines' disks. They show at once; what they hold is the disk as it was when they were asked for.</summary>
internal sealed class SnapshotEndpoint(SimulatedAzure azure)
{
    private const int MostPerDisk = 500;
    private const int MostPending = 3;

    private static readonly (int From, int To) Seconds = (5, 30);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group
        ? List(exchange, $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/")
        : ScopeEndpoint.GroupNotFound(exchange);

    public Task Get(Exchange exchange) => Answer(exchange, (_, present) => present is null ? null : new Outcome(200, SnapshotDocument.Of(present.Last, Now)));

    public Task Put(Exchange exchange) => Answer(exchange, (id, present) =>
    {
        if (SnapshotRequest.Read(exchange.Body) is not { } wanted)
            return Outcome.Refused(400, "InvalidParameter", "Required parameter 'creationData' is missing or does not copy a disk.");
        if (present is not null)
            return present.Last.Disk.Equals(wanted.Source, StringComparison.OrdinalIgnoreCase) ? new Outcome(200, SnapshotDocument.Of(present.Last, Now)) : Changes.ResizeRules.PropertyChange("creationData.sourceResourceId");
        if (MachineDisk.Find(azure.Fleet, wanted.Source, Now) is not { } disk)
            return Outcome.Refused(404, "ResourceNotFound", $"The Resource '{wanted.Source}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
        if ((azure.Gate.Linked(exchange, "Microsoft.Compute/disks/beginGetAccess/action", disk.Id) ?? Refusal(disk, wanted)) is { } refusal)
            return refusal;
        var operation = azure.Operations.Keep(azure.Operations.Begin(exchange, id, disk.Machine.Region, Seconds) with { Collection = "DiskOperations" });
        var snapshot = SnapshotMaker.Of(disk, id, wanted, Now) with
        {
            CompleteAt = IsSlow(disk.Kind) ? operation.End.AddMinutes(5 + (40 * Noise.Unit(Noise.Of(operation.Id)))) : operation.End,
            Operation = operation,
        };
        if (operation.HasEffect)
            azure.Snapshots.Keep(snapshot, Now, operation.Caller);
        return Outcome.Accepted(operation, 202, SnapshotDocument.Of(snapshot, Now));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (id, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        var operation = azure.Operations.Keep(azure.Operations.Begin(exchange, id, present.Last.Region, Seconds) with { Collection = "DiskOperations" });
        if (operation.HasEffect)
            azure.Snapshots.Remove(present, Now, operation.Caller);
        return Outcome.Accepted(operation);
    });

    private Outcome? Refusal(MachineDisk disk, SnapshotRequest wanted)
    {
        var others = azure.Snapshots.Of(disk.UniqueId).Present;
        if (disk.IsEphemeral)
            return NotAllowed($"Creating a snapshot of the ephemeral OS disk '{disk.Name}' is not supported.");
        if (IsSlow(disk.Kind) && !wanted.IsIncremental)
            return NotAllowed($"Only incremental snapshots are supported for disk '{disk.Name}' of type '{disk.Kind}'.");
        if (others.Count >= MostPerDisk)
            return NotAllowed(FormattableString.Invariant($"Disk '{disk.Name}' has reached the limit of {MostPerDisk} incremental snapshots."));
        return others.Count(one => one.Last.CompleteAt > Now) >= MostPending && IsSlow(disk.Kind)
            ? NotAllowed(FormattableString.Invariant($"Disk '{disk.Name}' has {MostPending} snapshots whose background copy is not complete yet."))
            : null;
    }

    // Their data is copied in the background.
    private static bool IsSlow(string kind) => kind is "PremiumV2_LRS" or "UltraSSD_LRS";

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private Task List(Exchange exchange, string scope) => Pages.Write(
        exchange, azure.Snapshots.Under(scope), 100, (writer, one) => SnapshotDocument.Of(one.Last, Now).WriteTo(writer));

    private Task Answer(Exchange exchange, Func<string, SnapshotEntry?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var id = SnapshotMaker.IdOf(group.SubscriptionId, group.Name, exchange.Route["snapshot"]);
        Outcome? outcome;
        lock (azure.Changing)
        {
            outcome = act(id, azure.Snapshots.Find(id));
        }
        return outcome is null ? ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/snapshots/{exchange.Route["snapshot"]}") : outcome.Write(exchange);
    }
}
