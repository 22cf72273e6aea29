using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>Restore points of machines, and their copies. They show at once.</summary>
internal sealed class RestorePointEndpoint(SimulatedAzure azure)
{
    // Recorded: 35 s, a copy 6 s until it has begun. Assumed of one that is consistent for applications: as long.
    private static readonly (int From, int To) Seconds = (30, 40);
    private static readonly (int From, int To) CopySeconds = (5, 7);
    private static readonly (int From, int To) DeleteSeconds = (5, 15);

    private readonly RestoreLimits _limits = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task Get(Exchange exchange)
    {
        var withView = string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase);
        return Answer(
            exchange, (_, _, present) => present is null ? null
                : new Outcome(
                    200, RestoreDocument.Of(present.Last, withView, Now, present.IsLeaving, ComputeNames.AsAsked(exchange, present.Id))));
    }

    public Task Put(Exchange exchange) => Answer(exchange, (collection, id, present) =>
    {
        if (RestoreRequest.Read(exchange.Body) is not { } wanted)
            return RequestBody.Invalid;
        if (present is { IsLeaving: true })
            return NotAllowed($"Restore point '{present.Last.Name}' is being deleted.");
        // What failed is made anew; what is there stays as it is.
        if (present is not null && !(present.Last is { HasFailed: true, Operation: { } failed } && !failed.IsInProgress(Now)))
            return NotAllowed(
                $"Restore point '{present.Last.Name}' exists. Updating properties of an existing restore point is not allowed.");
        var (point, refusal) = collection.IsForCopies ? PlanCopy(collection, id, wanted) : Plan(collection, id, wanted);
        if (point is null)
            return refusal!;
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(
                exchange, id, collection.Region, point.CopyOf is null ? Seconds : CopySeconds) with { Form = PollingForm.Write });
        if (point.CopyOf is null)
            azure.RestorePoints.Of(collection.Machine).Count(operation, point.Consistency);
        point = point with { Operation = operation, CompleteAt = RestorePointMaker.CompleteAt(point, operation) };
        // Recorded: it shows as Creating at once. Assumed: one whose creation fails stays as Failed.
        if (present is not null)
            azure.RestorePoints.Remove(present, Now, Now, operation.Caller);
        azure.RestorePoints.Keep(point, Now, operation.Caller);
        return Outcome.Accepted(
            operation, 201, RestoreDocument.Of(point, withInstanceView: false, Now, id: ComputeNames.AsAsked(exchange, point.Id)));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (collection, id, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        var operation = azure.Operations.Keep(azure.Operations.Begin(exchange, id, collection.Region, DeleteSeconds));
        if (operation.HasEffect && !present.IsLeaving)
            azure.RestorePoints.Remove(present, Now, operation.End, operation.Caller);
        return Outcome.Accepted(operation);
    });

    private (RestorePoint? Point, Outcome? Refusal) Plan(RestorePointCollection collection, string id, RestoreRequest wanted)
    {
        // Documented: for now only this one may be named; without a name the point is consistent for applications.
        if (wanted.Consistency is not (null or RestorePoint.Crash))
            return (null, Outcome.Refused(
                400, "InvalidParameter",
                $"The value '{wanted.Consistency}' of parameter 'consistencyMode' is invalid: only '{RestorePoint.Crash}' is accepted; leave it out for '{RestorePoint.Application}'."));
        var consistency = wanted.Consistency ?? RestorePoint.Application;
        var machine = collection.Machine;
        if (machine.DeletedAt is not null)
            return (null, SnapshotEndpoint.NotFound(machine.Id));
        var disks = MachineDisk.Of(machine).Where(disk => !wanted.Without.Contains(disk.Id, StringComparer.OrdinalIgnoreCase))
            .Select(disk => disk.At(Now)).ToList();
        return (Unfit(machine, consistency, disks) ?? _limits.Refusal(machine, consistency)) is { } refusal
            ? (null, refusal)
            : (RestorePointMaker.Of(collection, id, consistency, disks, Now), null);
    }

    private (RestorePoint? Point, Outcome? Refusal) PlanCopy(RestorePointCollection collection, string id, RestoreRequest wanted)
    {
        if (wanted.Source is not { } from || !from.StartsWith(collection.Source + "/restorePoints/", StringComparison.OrdinalIgnoreCase))
            return (null, Outcome.Refused(
                400, "InvalidParameter", $"Parameter 'sourceRestorePoint.id' must name a restore point of '{collection.Source}'."));
        if (azure.RestorePoints.PointShelf.FindStaying(from)?.Last is not { } source)
            return (null, SnapshotEndpoint.NotFound(from));
        return source.HasFailed || source.IsPending(Now)
            ? (null, NotAllowed($"Restore point '{source.Name}' is not complete and cannot be copied."))
            : (RestorePointMaker.Copy(source, collection, id, Now), null);
    }

    private Outcome? Unfit(Machine machine, string consistency, List<MachineDisk> disks)
    {
        if (disks.Count == 0)
            return Outcome.Refused(400, "InvalidParameter", "Parameter 'excludeDisks' leaves no disk.");
        if (disks.Exists(static disk => disk.IsEphemeral))
            return NotAllowed($"Restore points of virtual machine '{machine.Name}' are not supported: its OS disk is ephemeral.");
        if (disks.Find(static disk => DiskSecurity.Of(disk) is { IsShared: true }) is { } shared)
            return NotAllowed($"Restore points of virtual machine '{machine.Name}' are not supported: disk '{shared.Name}' is shared.");
        if (consistency == RestorePoint.Crash && disks.Find(static disk => MachineDisk.IsSlow(disk.Kind)) is { } slow)
            return NotAllowed(
                $"Restore points with consistencyMode '{RestorePoint.Crash}' are not supported for disk '{slow.Name}' of type '{slow.Kind}'.");
        return consistency == RestorePoint.Application && !(machine.IsRunning(Now)
            && Now.UtcTicks >= (machine.Guest.AgentReady(Now.UtcTicks) ?? long.MaxValue))
            ? NotAllowed(
                $"Restore points with consistencyMode '{RestorePoint.Application}' need virtual machine '{machine.Name}' to be running with its agent ready.")
            : null;
    }

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);

    private Task Answer(Exchange exchange, Func<RestorePointCollection, string, Kept<RestorePoint>?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var home = CollectionEndpoint.IdOf(group, exchange);
        Outcome? outcome;
        lock (azure.Changing)
        {
            var collection = azure.RestorePoints.CollectionShelf.Find(home)?.Last;
            var id = $"{collection?.Id ?? home}/restorePoints/{exchange.Route["point"]}";
            outcome = collection is not null ? act(collection, id, azure.RestorePoints.PointShelf.Find(id)) : exchange.Method switch
            {
                "PUT" => Outcome.Refused(
                    404, "ParentResourceNotFound",
                    $"Failed to perform 'write' on resource(s) of type 'restorePointCollections/restorePoints', because the parent resource '{home}' could not be found."),
                // Nothing is left to delete.
                "DELETE" => new Outcome(204, Body: null),
                _ => null,
            };
        }
        return outcome is null
            ? ScopeEndpoint.ResourceNotFound(
                exchange,
                $"Microsoft.Compute/restorePointCollections/{exchange.Route["collection"]}/restorePoints/{exchange.Route["point"]}")
            : outcome.Write(exchange);
    }
}
