using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.ScaleSetting;

/// <summary>Scale sets: read, their capacity, their machines started, stopped and deleted one by one.</summary>
internal sealed class ScaleSetEndpoint(SimulatedAzure azure)
{
    private static readonly BodyShape Shape = new(
        "id", "name", "type", "location", "etag", "tags.*", "sku.name", "sku.tier", "sku.capacity", "properties.provisioningState",
            "properties.uniqueId",
        "properties.upgradePolicy.mode", "properties.singlePlacementGroup", "properties.overprovision", "properties.timeCreated",
            "properties.orchestrationMode", "zones",
        "properties.virtualMachineProfile.*", "properties.platformFaultDomainCount");

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task ListAll(Exchange exchange) => ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is { } subscription
        ? List(exchange, $"/subscriptions/{subscription.Id}/")
        : ScopeEndpoint.SubscriptionNotFound(exchange);

    public Task List(Exchange exchange) => ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group
        ? List(exchange, $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/")
        : ScopeEndpoint.GroupNotFound(exchange);

    public Task Get(Exchange exchange) =>
        Answer(exchange, set =>
        Shown(exchange, set, new Outcome(200, ScaleSetDocument.Of(set, Now, ComputeNames.AsAsked(exchange, set.Id)))));

    public Task View(Exchange exchange) => Answer(exchange, set => new Outcome(200, ScaleSetDocument.View(set, Now)));

    public Task Machines(Exchange exchange) => Answer(exchange, set => new Outcome(200, new JsonObject
    {
        ["value"] = new JsonArray([.. set.At(Now).Select(one => ScaleSetDocument.Of(one, Now, ComputeNames.AsAsked(exchange, set.Id)))]),
    }));

    public Task Machine(Exchange exchange) => Answer(exchange, set => set.Find(exchange.Route["instance"], Now) is { } machine
        ? new Outcome(200, ScaleSetDocument.Of(machine, Now, ComputeNames.AsAsked(exchange, set.Id)))
        : Absent(exchange, set));

    public Task MachineView(Exchange exchange) => Answer(exchange, set => set.Find(exchange.Route["instance"], Now) is { } machine
        ? new Outcome(200, ScaleSetDocument.View(machine, Now))
        : Absent(exchange, set));

    public Task Patch(Exchange exchange) => Answer(exchange, set =>
    {
        if (Read(exchange.Body) is not { } body)
            return RequestBody.Invalid;
        if (EtagConditions.Refusal(exchange, set.EtagAt(Now)) is { } changed)
            return changed;
        if (body["sku"]?["name"]?.GetValue<string>() is { } size && !size.Equals(set.Size, StringComparison.OrdinalIgnoreCase))
            throw new NotSimulatedException("changing sku.name of a scale set");
        var capacity = body["sku"]?["capacity"]?.GetValue<int>() ?? set.Capacity;
        if (capacity is < 0 or > 1000)
            return Outcome.Refused(
                400, "InvalidParameter", "The value of parameter 'sku.capacity' must lie between 0 and 1000.",
                new() { ["target"] = "sku.capacity" });
        // Recorded: 52 s.
        var operation = Begin(exchange, set.Id, set, (45, 60)) with { Form = PollingForm.UpdateScaleSet };
        set.Began(azure.Operations.Keep(operation));
        if (operation.HasEffect && capacity > set.Capacity)
            set.Grow(capacity - set.Capacity, Now, operation.End);
        else if (operation.HasEffect)
            set.Shrink(set.Capacity - capacity, Now, operation.End);
        if (operation.HasEffect && body["tags"] is JsonObject tags)
            set.Tags = tags.ToDictionary(one => one.Key, one => one.Value?.GetValue<string>() ?? "", StringComparer.OrdinalIgnoreCase);
        return Shown(
            exchange, set, Outcome.Accepted(operation, 200, ScaleSetDocument.Of(set, Now, ComputeNames.AsAsked(exchange, set.Id))));
    });

    /// <summary>Makes a set, or changes the capacity of one that is there. What its machines are to be is taken as it comes.</summary>
    public Task Put(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var id = $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/virtualMachineScaleSets/{exchange.Route["set"]}";
        if (azure.ScaleSets.Find(id) is not null)
            return Patch(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = Make(exchange, id);
        }
        return outcome.Write(exchange);
    }

    private Outcome Make(Exchange exchange, string id)
    {
        if (Read(exchange.Body) is not { } body)
            return RequestBody.Invalid;
        var name = exchange.Route["set"];
        if (ComputeNames.Refusal(
            "Microsoft.Compute/virtualMachineScaleSets", name, body["location"]?.GetValue<string>(), tags: null) is { } wrong)
            return wrong;
        if (SizeCatalogue.Find(body["sku"]?["name"]?.GetValue<string>() ?? "") is not { } size)
            return Outcome.Refused(
                400, "InvalidParameter", "Required parameter 'sku' is missing (null) or names no size.", new() { ["target"] = "sku" });
        var region = Regions.Named(body["location"]!.GetValue<string>())!.Name;
        var set = new ScaleSet(id, id.Split('/')[2], region, size.Name) { CreatedAt = Now };
        var operation = Begin(exchange, id, set, (60, 90)) with { Form = PollingForm.CreateScaleSet };
        set.Began(azure.Operations.Keep(operation));
        set.Grow(body["sku"]?["capacity"]?.GetValue<int>() ?? 0, Now, operation.End);
        azure.ScaleSets.Keep(set);
        return Shown(exchange, set, Outcome.Accepted(operation, 201, ScaleSetDocument.Of(set, Now, ComputeNames.AsAsked(exchange, id))));
    }

    /// <summary>The whole set, with its machines.</summary>
    public Task Delete(Exchange exchange)
    {
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is { } group && azure.ScaleSets.Find(
            $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/virtualMachineScaleSets/{exchange.Route["set"]}") is null)
        {
            return new Outcome(204, Body: null).Write(exchange);
        }
        return Answer(exchange, set =>
        {
            var operation = azure.Operations.Keep(Begin(exchange, set.Id, set, (40, 70)) with { Form = PollingForm.Act });
            if (operation.HasEffect)
                set.GoneAt ??= operation.End;
            return Outcome.Accepted(operation);
        });
    }

    public Task Start(Exchange exchange) => Act(exchange, (4, 8), MachinePower.Starting, MachinePower.Running);

    public Task Restart(Exchange exchange) => Act(exchange, (26, 36), MachinePower.Starting, MachinePower.Running);

    public Task PowerOff(Exchange exchange) => Act(exchange, (6, 9), MachinePower.Stopping, MachinePower.Stopped);

    public Task Deallocate(Exchange exchange) => Act(exchange, (38, 52), MachinePower.Deallocating, MachinePower.Deallocated);

    public Task DeleteOne(Exchange exchange) => Answer(exchange, set => set.Find(exchange.Route["instance"], Now) is { } machine
        ? Delete(exchange, set, [machine])
        : new Outcome(204, Body: null));

    public Task DeleteSome(Exchange exchange) => Answer(exchange, set =>
    {
        if (Named(exchange.Body) is not { Count: > 0 } named)
            return Outcome.Refused(
                400, "InvalidParameter", "Required parameter 'instanceIds' is missing (null).", new() { ["target"] = "instanceIds" });
        var found = named.Contains("*", StringComparer.Ordinal) ? set.At(Now)
            : [.. named.Select(id => set.Find(id, Now)).OfType<ScaleSetMachine>()];
        return found.Count < named.Count
            ? Outcome.Refused(
                400, "InvalidParameter",
                $"The provided instanceId {named.First(id => set.Find(id, Now) is null)} is not an active Virtual Machine Scale Set VM instanceId.", new() { ["target"] = "instanceIds" })
            : Delete(exchange, set, found);
    });

    private Outcome Delete(Exchange exchange, ScaleSet set, IReadOnlyList<ScaleSetMachine> machines)
    {
        var operation = azure.Operations.Keep(Begin(exchange, set.Id, set, (25, 40)));
        set.Began(operation);
        if (operation.HasEffect)
            set.Remove([.. machines.Where(one => one.GoneAt is null)], operation.End);
        return Outcome.Accepted(operation);
    }

    private Task Act(Exchange exchange, (int From, int To) seconds, MachinePower during, MachinePower after) => Answer(exchange, set =>
    {
        if (set.Find(exchange.Route["instance"], Now) is not { } machine)
            return Absent(exchange, set);
        if (machine.Operation?.IsInProgress(Now) is true)
            return Outcome.Refused(
                409, "AnotherOperationInProgress",
                $"Another operation on instance '{machine.InstanceId}' of scale set '{set.Name}' is in progress.");
        var operation = azure.Operations.Keep(Begin(exchange, $"{set.Id}/virtualMachines/{machine.InstanceId}", set, seconds));
        machine.Operation = operation;
        if (operation.HasEffect)
            machine.Change(operation, during, after);
        return Outcome.Accepted(operation);
    });

    private LongOperation Begin(Exchange exchange, string id, ScaleSet set, (int From, int To) seconds) =>
        azure.Operations.Begin(exchange, id, set.Region, seconds);

    private Outcome Shown(Exchange exchange, ScaleSet set, Outcome outcome)
    {
        if (!ApiVersions.Since(exchange, ApiVersions.Etags))
            return outcome;
        var etag = set.EtagAt(Now);
        outcome.Body!["etag"] = etag;
        return outcome with { Etag = etag };
    }

    private Task List(Exchange exchange, string scope) => Pages.Write(
        exchange, [.. azure.ScaleSets.All.Where(one => one.Id.StartsWith(scope, StringComparison.OrdinalIgnoreCase))], 100,
        (writer, one) => ScaleSetDocument.Of(one, Now, ComputeNames.AsListed(one.Id)).WriteTo(writer));

    private static Outcome Absent(Exchange exchange, ScaleSet set) => Outcome.Refused(
        404, "InstanceIdNotFound",
            string.Create(
            CultureInfo.InvariantCulture, $"The instance '{exchange.Route["instance"]}' of scale set '{set.Name}' was not found."));

    private Task Answer(Exchange exchange, Func<ScaleSet, Outcome> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        var name = $"Microsoft.Compute/virtualMachineScaleSets/{exchange.Route["set"]}";
        Outcome? outcome;
        lock (azure.Changing)
        {
            var set = azure.ScaleSets.Find($"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/{name}");
            outcome = set is null ? null : act(set);
        }
        return outcome is null ? ScopeEndpoint.ResourceNotFound(exchange, name) : outcome.Write(exchange);
    }

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string>? Named(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body)?["instanceIds"] is JsonArray ids ? [.. ids.Select(id => id?.GetValue<string>() ?? "")] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
