using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>Collections of restore points. They are made at once; deleting one takes a moment and all its points.</summary>
internal sealed class CollectionEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 100;

    private static readonly (int From, int To) Seconds = (10, 40);

    private readonly RestoreLimits _limits = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public static string IdOf(SimulatedResourceGroup group, Exchange exchange) =>
        $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/restorePointCollections/{exchange.Route["collection"]}";

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group
        ? List(exchange, $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/")
        : ScopeEndpoint.GroupNotFound(exchange);

    public Task Get(Exchange exchange)
    {
        var withPoints = string.Equals(exchange.Query("$expand"), "restorePoints", StringComparison.OrdinalIgnoreCase);
        return Answer(exchange, (_, present) => present is null ? null
            : new Outcome(
                200, RestoreDocument.Of(
                    present.Last, withPoints ? azure.RestorePoints.In(present.Last)
                        : null, Now, ComputeNames.AsAsked(exchange, present.Id), present.IsLeaving)));
    }

    public Task Put(Exchange exchange) => Answer(exchange, (id, present) =>
    {
        if (RestoreRequest.Read(exchange.Body) is not { Source: { } source } wanted)
            return Outcome.Refused(400, "InvalidParameter", "Required parameter 'source' is missing (null).");
        if (ComputeNames.TooMany(wanted.Tags) is { } many)
            return many;
        if (present is { IsLeaving: true })
            return Outcome.Refused(409, "OperationNotAllowed", $"Restore point collection '{present.Last.Name}' is being deleted.");
        if (present is not null)
            return present.Last.Source.Equals(source, StringComparison.OrdinalIgnoreCase)
                ? Update(present, wanted)
                : Changes.ResizeRules.PropertyChange("source.id");
        if (wanted.Location is null || Regions.Find(wanted.Location) is not { } region)
            return Outcome.Refused(
                400, "LocationNotAvailableForResourceType",
                $"The provided location '{wanted.Location}' is not available for resource type 'Microsoft.Compute/restorePointCollections'.");
        var subscription = id.Split('/')[2];
        var original = azure.RestorePoints.CollectionShelf.FindStaying(source)?.Last;
        if ((original?.Machine ?? azure.Fleet.Present(source)) is not { } machine)
            return SnapshotEndpoint.NotFound(source);
        if (Unfit(machine, original, subscription, region.Name) is { } unfit)
            return unfit;
        if (_limits.Refusal(subscription, region.Name) is { } refusal)
            return refusal;
        var collection = new RestorePointCollection
        {
            Id = id,
            SubscriptionId = subscription,
            Region = region.Name,
            Source = original?.Id ?? machine.Id,
            SourceRegion = original?.Region ?? machine.Region,
            Machine = machine,
            IsForCopies = original is not null,
            Tags = wanted.Tags,
            CreatedAt = Now,
        };
        azure.RestorePoints.CollectionShelf.Keep(collection, id, subscription, Now, exchange.Caller?.PrincipalId ?? "");
        return new Outcome(201, RestoreDocument.Of(collection, points: null, Now, ComputeNames.AsAsked(exchange, id)));
    });

    public Task Patch(Exchange exchange) => Answer(exchange, (_, present) => present is null ? null
        : RestoreRequest.Read(exchange.Body) is { } wanted ? Update(present, wanted)
        : RequestBody.Invalid);

    public Task Delete(Exchange exchange) => Answer(exchange, (id, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        var operation = azure.Operations.Keep(azure.Operations.Begin(exchange, id, present.Last.Region, Seconds));
        if (operation.HasEffect && !present.IsLeaving)
            azure.RestorePoints.Remove(present, Now, operation.End, operation.Caller);
        return Outcome.Accepted(operation);
    });

    private Outcome Update(Kept<RestorePointCollection> present, RestoreRequest wanted)
    {
        present.Change(present.Last with { Tags = wanted.Tags }, Now);
        return new Outcome(200, RestoreDocument.Of(present.Last, points: null, Now));
    }

    private static Outcome? Unfit(Machine machine, RestorePointCollection? original, string subscription, string region)
    {
        if (original is { IsForCopies: true })
            return Outcome.Refused(
                400, "InvalidParameter", $"Restore point collection '{original.Name}' holds copies, which cannot be copied again.");
        if (original is not null && original.Region == region)
            return Outcome.Refused(400, "InvalidParameter", $"Restore point collection '{original.Name}' lies in '{region}' already.");
        if (original is null && machine.Region != region)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"A restore point collection of virtual machine '{machine.Name}' must be created in location '{machine.Region}'.");
        return machine.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase) ? null
            : Outcome.Refused(
                400, "InvalidParameter",
                $"A restore point collection of virtual machine '{machine.Name}' must be created in the machine's subscription.");
    }

    private Task List(Exchange exchange, string scope) => Pages.Write(
        exchange, azure.RestorePoints.CollectionShelf.Under(scope), PageSize, (writer, one) => RestoreDocument.Of(
            one.Last, points: null, Now, ComputeNames.AsListed(one.Id), one.IsLeaving).WriteTo(writer));

    private Task Answer(Exchange exchange, Func<string, Kept<RestorePointCollection>?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var id = IdOf(group, exchange);
        Outcome? outcome;
        lock (azure.Changing)
        {
            outcome = act(id, azure.RestorePoints.CollectionShelf.Find(id));
        }
        return outcome is null
            ? ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/restorePointCollections/{exchange.Route["collection"]}")
            : outcome.Write(exchange);
    }
}
