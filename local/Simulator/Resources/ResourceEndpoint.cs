using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Reads, writes, deletes and lists resources of one type.</summary>
internal sealed class ResourceEndpoint(SimulatedAzure azure, ResourceType type, ResourceType? parent)
{
    private const int PageSize = 1000;

    private static readonly HashSet<string> NothingElse = new(StringComparer.OrdinalIgnoreCase);

    private ResourceStore Store => azure.Resources.Store;

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, Store.List(type.Name, subscription.Id, group: null))
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        if (parent is null)
            return List(exchange, Store.List(type.Name, group.SubscriptionId, group.Name));
        return ParentOf(exchange) is { } holder
            ? List(exchange, [.. holder.Children(Now).Where(one => one.Type.Name == type.Name)])
            : ParentMissing(exchange).Write(exchange);
    }

    public Task Get(Exchange exchange) =>
        Answer(exchange, (_, present) => present is null ? Missing(exchange) : Shown(exchange, 200, present));

    public Task Put(Exchange exchange) => Answer(exchange, (group, present) =>
    {
        if (azure.Fleet.Groups.Deleting(group) is not null)
            return ResourceGroupEndpoint.BeingDeleted(group);
        if (RequestBody.Read(exchange, type.Shape) is not { } body)
            return RequestBody.Invalid;
        var refusal = Unlocated(group, body, present) ?? Preconditions.Refusal(exchange, body, present, Now)
            ?? Busy(present ?? ParentOf(exchange));
        refusal ??= Network.Joins.Refusal(azure, exchange, body);
        if (refusal is not null)
            return refusal;
        var fresh = new StoredResource(Store, type, present?.Id ?? IdOf(exchange, group), ParentOf(exchange), present?.CreatedAt ?? Now);
        return Fill(exchange, fresh, body, present) ?? Written(exchange, fresh, present);
    });

    public Task Patch(Exchange exchange) => Answer(exchange, (_, present) =>
    {
        if (present is null)
            return Missing(exchange);
        if (RequestBody.Read(exchange, new BodyShape("tags.*")) is not { } body || TagRules.Read(body) is not { } tags)
            return RequestBody.Invalid;
        if ((TagRules.Refusal(tags) ?? Preconditions.Refusal(exchange, body, present, Now)) is { } refusal)
            return refusal;
        present.Tags = tags;
        present.Wrote(operation: null, Now);
        Store.Keep(present);
        return Shown(exchange, 200, present);
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (_, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        if (Preconditions.Refusal(exchange, body: null, present, Now) is { } refusal)
            return refusal;
        if (Store.InUse(present, NothingElse) is { } use)
            return type.IsOfNetwork ? Outcome.RefusedWithDetails(400, use.Code, use.Message) : Outcome.Refused(use);
        if (type.Delete is not { } form)
        {
            Store.Remove(present);
            return new Outcome(200, Body: null) { Etag = type.Etag?.Invoke(present) };
        }
        var operation = azure.Operations.Begin(exchange, present.Id, RegionOf(present), type.DeleteSeconds) with { Form = form };
        azure.Operations.Keep(operation);
        present.Deletion = operation;
        Store.Keep(present);
        return Outcome.Accepted(operation, type.DeleteStatus(present));
    });

    private Outcome Written(Exchange exchange, StoredResource fresh, StoredResource? present)
    {
        LongOperation? operation = null;
        if (type.Write is { } form)
            operation = azure.Operations.Keep(
                azure.Operations.Begin(exchange, fresh.Id, RegionOf(fresh), type.WriteSeconds) with { Form = form });
        // One that fails without effect leaves what was there, which shows the failure.
        var kept = operation is { HasEffect: false } && present is not null ? present : fresh;
        if (kept.Parent is { } holder && present is not null)
            holder.Remove(present);
        kept.Parent?.Add(kept);
        kept.Wrote(operation, Now);
        Store.Keep(kept);
        if (present is null)
            NetworkWatchers.Follow(azure, kept);
        return Shown(exchange, present is null ? type.NewStatus : 200, kept) with { Operation = operation };
    }

    // Null: it is filled, with all that hangs below it.
    private Outcome? Fill(Exchange exchange, StoredResource fresh, JsonObject body, StoredResource? present)
    {
        var write = new ResourceWrite(azure, body, fresh.Id, fresh.Name, exchange.Query("api-version") ?? "")
        {
            Present = present, Parent = fresh.Parent, Location = present?.Location
                ?? AzureLocations.Find(body.Text("location") ?? "")?.Name ?? (type.IsGlobal ? "global" : RegionOf(fresh)),
        };
        if (type.IsTracked)
        {
            if (TagRules.Read(body) is not { } tags)
                return RequestBody.Invalid;
            if (TagRules.Refusal(tags) is { } tooMany)
                return tooMany;
            // Recorded: what came with no tags has none to show, what came with empty ones shows them.
            (fresh.Tags, fresh.Location) = (body["tags"] is null ? null : tags, write.Location);
        }
        if (type.Check(write) is { } refusal)
            return refusal;
        fresh.Properties = type.Properties(write);
        fresh.Beside = type.Beside(write);
        var sent = type.Children.Where(child => write.Properties is JsonObject named && named.ContainsKey(child.Within!)).ToList();
        if (present is not null)
            fresh.Follow(present, child =>
                !sent.Exists(one => one.Name == child.Type.Name)
                && !(child.Type.Name.EndsWith("/securityRules", StringComparison.Ordinal)));
        foreach (var child in sent)
        {
            if (FillChildren(write, fresh, child) is { } wrong)
                return wrong;
        }
        return present is null ? null : Dropped(fresh, present);
    }

    private Outcome? FillChildren(ResourceWrite write, StoredResource fresh, ResourceType child)
    {
        foreach (var named in write.Properties.Objects(child.Within!))
        {
            if (named.Text("name") is not { Length: > 0 } name)
                return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
            var before = write.Present?.Child(child, name, Now);
            var one = new StoredResource(Store, child, before?.Id ?? $"{fresh.Id}/{child.Within}/{name}", fresh, before?.CreatedAt ?? Now);
            var inner = write with { Body = named, Id = one.Id, Name = one.Name, Present = before, Parent = fresh };
            if (child.Check(inner) is { } refusal)
                return refusal;
            one.Properties = child.Properties(inner);
            fresh.Add(one);
        }
        return null;
    }

    // A child that is no longer named is deleted, which something may forbid.
    private Outcome? Dropped(StoredResource fresh, StoredResource present)
    {
        foreach (var child in present.Children(Now))
        {
            if (fresh.Child(child.Type, child.Name, Now) is null && Store.InUse(child, NothingElse) is { } use)
                return Outcome.RefusedWithDetails(400, use.Code, use.Message);
        }
        return null;
    }

    private Outcome? Unlocated(SimulatedResourceGroup group, JsonObject body, StoredResource? present)
    {
        if (!type.IsTracked)
            return null;
        if (body.Text("location") is not { Length: > 0 } asked)
            return Outcome.Refused(400, "LocationRequired", "The location property is required for this definition.");
        if (type.IsGlobal && asked.Equals("global", StringComparison.OrdinalIgnoreCase))
            return null;
        if (AzureLocations.Find(asked) is not { } location)
        {
            return Outcome.Refused(
                400, "LocationNotAvailableForResourceType",
                    $"The provided location '{asked}' is not available for resource type '{type.Name}'.");
        }
        return present?.Location is { } there && AzureLocations.Find(there)?.Name != location.Name
            ? Outcome.Refused(
                409, "InvalidResourceLocation",
                $"The resource '{present.Name}' already exists in location '{there}' in resource group '{group.Name}'. A resource with the same name cannot be created in location '{location.Name}'. Please select a new resource name.")
            : null;
    }

    private Outcome? Busy(StoredResource? present) => present?.Root.Busy(Now) is { } busy
        ? Outcome.RefusedWithDetails(
            409, "AnotherOperationInProgress",
            $"Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: https://management.azure.com/subscriptions/{present.Id.Split('/')[2]}/providers/{type.Provider}/locations/{busy.Region}/operations/{busy.Id}.")
        : null;

    private Outcome Shown(Exchange exchange, int status, StoredResource resource)
    {
        var document = Document(exchange, resource, Now);
        return new Outcome(status, document) { Etag = type.IsOfNetwork && status == 200 ? document.Text("etag")
            : type.Etag?.Invoke(resource) };
    }

    private Task List(Exchange exchange, IReadOnlyList<StoredResource> found)
    {
        var now = Now;
        if (type.EndOfList is not null && found.Count == 1 && type.Etag?.Invoke(found[0]) is { } etag)
            exchange.SetHeader("ETag", etag);
        return Pages.Write(exchange, found, PageSize, (writer, one) => Document(exchange, one, now).WriteTo(writer), type.EndOfList);
    }

    private JsonObject Document(Exchange exchange, StoredResource resource, DateTimeOffset now) =>
        ApiVersions.Trim(exchange, resource.Document(now), type.Newer);

    private Task Answer(Exchange exchange, Func<SimulatedResourceGroup, StoredResource?, Outcome> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            if (parent is not null && ParentOf(exchange) is null)
                outcome = ParentMissing(exchange);
            else
                outcome = act(group, Store.Find(IdOf(exchange, group)));
        }
        if (type.Powered && !outcome.IsRefused)
            exchange.SetHeader("X-Powered-By", "ASP.NET");
        return outcome.Write(exchange);
    }

    private StoredResource? ParentOf(Exchange exchange) => parent is null || ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group
        ? null
        : Store.Find($"{group.Id}/providers/{parent.Name}/{exchange.Route["name"]}");

    private string IdOf(Exchange exchange, SimulatedResourceGroup group)
    {
        var id = $"{group.Id}/providers/{(parent ?? type).Name}/{exchange.Route["name"]}";
        return parent is null ? id
            : $"{(ParentOf(exchange)?.Id ?? id)}/{type.Name[(type.Name.LastIndexOf('/') + 1)..]}/{exchange.Route["child"]}";
    }

    private string RegionOf(StoredResource resource) => resource.Root.Location
        ?? azure.Fleet.Groups.Find(resource.Id.Split('/')[2], resource.Id.Split('/')[4])?.Region ?? "";

    // Recorded: of a child the provider speaks itself, and otherwise than the gateway.
    private Outcome Missing(Exchange exchange) => parent is null
        ? Outcome.Refused(
            404, "ResourceNotFound",
            $"The Resource '{type.Name}/{exchange.Route["name"]}' under resource group '{exchange.Route["group"]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix")
        : Outcome.RefusedWithDetails(404, "NotFound", $"Resource {exchange.Path} not found.");

    private static Outcome ParentMissing(Exchange exchange) => Outcome.Refused(
        404, "ParentResourceNotFound",
        $"Can not perform requested operation on nested resource. Parent resource '{exchange.Route["name"]}' not found.");
}
