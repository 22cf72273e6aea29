using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Snapshots of machines' disks, and their copies. They show at once.</summary>
internal sealed class SnapshotEndpoint(SimulatedAzure azure)
{
    // Recorded: a second, of a copy until it has begun.
    private static readonly (int From, int To) Seconds = (1, 2);

    private readonly SnapshotLimits _limits = new(azure);
    private readonly SnapshotCopying _copying = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group
        ? List(exchange, $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/")
        : ScopeEndpoint.GroupNotFound(exchange);

    public Task Get(Exchange exchange) => Answer(exchange, (_, present) => present is null ? null
        : new Outcome(
            200, SnapshotDocument.Shown(exchange, SnapshotDocument.Of(present, Now, ComputeNames.AsAsked(exchange, present.Id)))));

    public Task Put(Exchange exchange) => Answer(exchange, (id, present) =>
    {
        if (SnapshotRequest.Read(exchange.Body) is not { } wanted)
            return Outcome.Refused(
                400, "InvalidParameter", "Required parameter 'creationData' is missing or copies neither a disk nor a snapshot.");
        if (Wrong(id, wanted) is { } wrong)
            return wrong;
        if (present is { IsLeaving: true })
            return BeingDeleted(present.Last);
        if (present is not null && !IsSameCreation(present.Last, wanted))
            return Changes.ResizeRules.PropertyChange("creationData");
        // What failed is made anew; what is there, or is being made, only gets other tags.
        return present is null || present.Last is { HasFailed: true, Operation: { } failed } && !failed.IsInProgress(Now)
            ? Make(exchange, id, present, wanted)
            : Update(exchange, present, wanted);
    });

    /// <summary>Other tags, or another way to it.</summary>
    public Task Patch(Exchange exchange) => Answer(exchange, (_, present) =>
    {
        if (present is null)
            return null;
        if (present.IsLeaving)
            return BeingDeleted(present.Last);
        if (SnapshotRequest.ReadChange(exchange.Body, present.Last) is not { } wanted)
            return RequestBody.Invalid;
        return (ComputeNames.TooMany(wanted.Tags)
            ?? ComputeNames.OneOf(wanted.NetworkAccessPolicy, "snapshot.networkAccessPolicy", "AllowAll", "AllowPrivate", "DenyAll"))
            ?? Update(exchange, present, wanted);
    });

    private static Outcome? Wrong(string id, SnapshotRequest wanted) =>
        ComputeNames.Refusal("Microsoft.Compute/snapshots", id[(id.LastIndexOf('/') + 1)..], wanted.Location, wanted.Tags)
            ?? ComputeNames.SnapshotKind(wanted.Sku)
        ?? ComputeNames.OneOf(wanted.NetworkAccessPolicy, "snapshot.networkAccessPolicy", "AllowAll", "AllowPrivate", "DenyAll")
        ?? ComputeNames.OneOf(wanted.PublicNetworkAccess, "snapshot.publicNetworkAccess", "Enabled", "Disabled");

    private static Outcome BeingDeleted(Snapshot snapshot) => NotAllowed($"Snapshot '{snapshot.Name}' is being deleted.");

    public Task Delete(Exchange exchange) => Answer(exchange, (_, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        if (present.IsLeaving)
            return Outcome.Accepted(
                azure.Operations.Keep(
                    azure.Operations.Begin(exchange, present.Id, present.Last.Region, Seconds) with { Form = PollingForm.DeleteDisk }));
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(exchange, present.Id, present.Last.Region, Seconds) with { Form = PollingForm.DeleteDisk });
        if (operation.HasEffect)
            azure.Snapshots.Remove(present, Now, operation.End, operation.Caller);
        return Outcome.Accepted(operation);
    });

    public static Outcome NotFound(string id) =>
        Outcome.Refused(
            404, "ResourceNotFound",
            $"The Resource '{id}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    private Outcome Make(Exchange exchange, string id, Kept<Snapshot>? failed, SnapshotRequest wanted)
    {
        var (snapshot, refusal) = wanted.IsCopyStart ? _copying.Plan(exchange, id, id.Split('/')[2], wanted) : Plan(exchange, id, wanted);
        if (snapshot is null)
            return refusal!;
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(
                exchange, id, snapshot.Region, Seconds) with { Form = PollingForm.WriteDisk, Resource = ResourceOf(exchange, id) });
        snapshot = snapshot with
        {
            CompleteAt = wanted.IsCopyStart ? SnapshotCopying.CompleteAt(operation) : snapshot.IsBackground
                ? operation.End.AddMinutes(5 + (40 * Noise.Unit(Noise.Of(operation.Id)))) : operation.End,
            Operation = operation,
        };
        if (operation.HasEffect)
        {
            if (failed is not null)
                azure.Snapshots.Remove(failed, Now, Now, operation.Caller);
            azure.Snapshots.Keep(snapshot, Now, operation.Caller);
        }
        return Outcome.Accepted(operation, 202, SnapshotDocument.Accepted(exchange, wanted.Sent, snapshot, wasThere: failed is not null));
    }

    // Recorded: also where nothing changes there is an operation.
    private Outcome Update(Exchange exchange, Kept<Snapshot> present, SnapshotRequest wanted)
    {
        if (present.Last.Operation?.IsInProgress(Now) is not true)
        {
            var operation = azure.Operations.Keep(
                azure.Operations.Begin(
                    exchange, present.Id, present.Last.Region, Seconds) with { Form = PollingForm.WriteDisk, Resource = ResourceOf(
                        exchange, present.Id) });
            if (operation.HasEffect)
                present.Change(Changed(present.Last, wanted), Now);
            return Outcome.Accepted(operation, 202, SnapshotDocument.Accepted(exchange, wanted.Sent, present.Last, wasThere: true));
        }
        present.Change(Changed(present.Last, wanted), Now);
        return Outcome.Accepted(
            present.Last.Operation, 202, SnapshotDocument.Accepted(exchange, wanted.Sent, present.Last, wasThere: true));
    }

    private static Snapshot Changed(Snapshot present, SnapshotRequest wanted) => present with
    {
        Tags = wanted.Tags,
        HasTags = wanted.HasTags,
        NetworkAccessPolicy = wanted.NamesNetwork ? wanted.NetworkAccessPolicy : present.NetworkAccessPolicy,
    };

    // By then; a closure, since a hundred thousand documents would be too much to keep.
    private Func<JsonObject?> ResourceOf(Exchange exchange, string id)
    {
        var isNew = ApiVersions.Since(exchange, "2025-01-02");
        return () =>
        {
            if (azure.Snapshots.Find(id) is not { } entry)
                return null;
            var document = SnapshotDocument.Of(entry, Now);
            if (isNew)
                document["properties"]!["snapshotAccessState"] = "Available";
            return document;
        };
    }

    private (Snapshot? Snapshot, Outcome? Refusal) Plan(Exchange exchange, string id, SnapshotRequest wanted)
    {
        if (azure.Disks.Facts(azure.Fleet, wanted.Source, Now) is not { } disk)
            return (null, NotFound(wanted.Source));
        var refusal = azure.Gate.Linked(exchange, "Microsoft.Compute/disks/beginGetAccess/action", disk.Id) ?? Unfit(id, disk, wanted)
            ?? _limits.Refusal(disk, wanted.IsIncremental);
        if (refusal is not null)
            return (null, refusal);
        if (wanted.IsIncremental)
            azure.Snapshots.Of(disk.UniqueId).Count(Now);
        return (SnapshotMaker.Of(disk, id, wanted, Now), null);
    }

    private static Outcome? Unfit(string id, DiskFacts disk, SnapshotRequest wanted)
    {
        if (disk.IsEphemeral)
            return NotAllowed($"Creating a snapshot of the ephemeral OS disk '{disk.Name}' is not supported.");
        // Assumed of snapshots; documented of restore points.
        if (disk.Security is { IsShared: true })
            return NotAllowed($"Creating a snapshot of the shared disk '{disk.Name}' is not supported.");
        if (MachineDisk.IsSlow(disk.Kind) && !wanted.IsIncremental)
            return NotAllowed($"Only incremental snapshots are supported for disk '{disk.Name}' of type '{disk.Kind}'.");
        if (wanted.Location is { } location && Regions.Named(location)?.Name != disk.Region)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"A snapshot of disk '{disk.Name}' must be created in location '{disk.Region}', not in '{location}'.");
        if (!id.Split('/')[2].Equals(disk.SubscriptionId, StringComparison.OrdinalIgnoreCase))
            return Outcome.Refused(
                400, "InvalidParameter", $"A snapshot of disk '{disk.Name}' must be created in the disk's subscription.");
        return disk.EncryptionSet is { } set && !set.Equals(wanted.EncryptionSet, StringComparison.OrdinalIgnoreCase)
            ? Outcome.Refused(
                400, "InvalidParameter", $"Disk '{disk.Name}' is encrypted with disk encryption set '{set}', and so must be its snapshot.")
            : null;
    }

    private static bool IsSameCreation(Snapshot present, SnapshotRequest wanted) =>
        (present.CopyOf is not null) == wanted.IsCopyStart
            && (present.CopyOf ?? present.Disk).Equals(wanted.Source, StringComparison.OrdinalIgnoreCase);

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private Task List(Exchange exchange, string scope) => Pages.Write(
        exchange, azure.Snapshots.Shelf.Under(scope), 100, (writer, one) => SnapshotDocument.Shown(
            exchange, SnapshotDocument.Of(one, Now, ComputeNames.AsListed(one.Id))).WriteTo(writer));

    private Task Answer(Exchange exchange, Func<string, Kept<Snapshot>?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var id = SnapshotMaker.IdOf(group.SubscriptionId, group.Name, exchange.Route["snapshot"]);
        // Mostly they are the same, and then one text is enough to keep.
        if (id == exchange.Path)
            id = exchange.Path;
        Outcome? outcome;
        lock (azure.Changing)
        {
            outcome = act(id, azure.Snapshots.Find(id));
        }
        return outcome is null
            ? ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/snapshots/{exchange.Route["snapshot"]}")
            : outcome.Write(exchange);
    }
}
