using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Management;

/// <summary>Virtual machines: lists, one, its instance view, the sizes it can be given.</summary>
internal sealed class MachineEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 50;

    public Task ListAll(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return List(exchange, [.. azure.Fleet.Everything
            .Where(machine => machine.DeletedAt is null && machine.SubscriptionId.Equals(subscription.Id, StringComparison.Ordinal))]);
    }

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        return List(exchange,
        [
            .. azure.Fleet.Everything.Where(machine => machine.DeletedAt is null
                && machine.SubscriptionId.Equals(group.SubscriptionId, StringComparison.Ordinal)
                && machine.ResourceGroup.Equals(group.Name, StringComparison.Ordinal)),
        ]);
    }

    public Task Get(Exchange exchange)
    {
        if (Machine(exchange) is not { } machine)
            return NotFound(exchange);
        var withInstanceView = string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase);
        return Shown(exchange, machine, new Outcome(
            200, MachineDocument.Resource(machine, azure.Time.GetUtcNow(), withInstanceView, ComputeNames.AsAsked(exchange, machine.Id))))
            .Write(exchange);
    }

    public Task InstanceView(Exchange exchange) => Machine(exchange) is { } machine
        ? exchange.Json(200, writer => Management.InstanceView.Of(machine, azure.Time.GetUtcNow()).WriteTo(writer))
        : NotFound(exchange);

    /// <summary>A machine as the api-version shows it: with its etag since one, without what came later before.</summary>
    public Outcome Shown(Exchange exchange, Machine machine, Outcome outcome) =>
        outcome with { Etag = Shown(exchange, machine, (JsonObject)outcome.Body!, azure.Time.GetUtcNow()) };

    private static string? Shown(Exchange exchange, Machine machine, JsonObject document, DateTimeOffset now)
    {
        ApiVersions.TrimMachine(exchange, document);
        if (!ApiVersions.Since(exchange, ApiVersions.Etags))
            return null;
        var etag = EtagOf(machine, now);
        document["etag"] = etag;
        return etag;
    }

    private static JsonObject Status(Machine machine, DateTimeOffset now) => new()
    {
        ["name"] = machine.Name,
        ["id"] = machine.ListedId,
        ["type"] = "Microsoft.Compute/virtualMachines",
        ["location"] = machine.Region,
        ["properties"] = new JsonObject
        {
            ["vmId"] = MachineDocument.VmId(machine), ["provisioningState"] = ProvisioningState.Of(
                machine, now), ["instanceView"] = Management.InstanceView.Of(machine, now),
        },
    };

    public static string EtagOf(Machine machine, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{machine.VersionAt(at)}\"");

    public Task AvailableSizes(Exchange exchange)
    {
        if (Machine(exchange) is not { } machine)
            return NotFound(exchange);
        return Management.AvailableSizes.Write(exchange, machine, IsHeld(azure.Fleet, machine, azure.Time.GetUtcNow()));
    }

    private Task List(Exchange exchange, List<Machine> machines)
    {
        var now = azure.Time.GetUtcNow();
        // Recorded: lists write the group in capitals, whatever it was created as; what is inside is as it was.
        // Documented: what each is doing, and nothing else of it.
        var onlyStatus = string.Equals(exchange.Query("statusOnly"), "true", StringComparison.OrdinalIgnoreCase);
        return Pages.Write(exchange, machines, PageSize, (writer, machine) =>
        {
            var document = onlyStatus ? Status(machine, now) : MachineDocument.Resource(
                machine, now, withInstanceView: false, machine.ListedId, isListed: true);
            Shown(exchange, machine, document, now);
            document.WriteTo(writer);
        });
    }

    /// <summary>Whether its place settles which sizes it can be given; a set's members stay together while any of them has one.</summary>
    public static bool IsHeld(Fleet fleet, Machine machine, DateTimeOffset now) => machine.PowerAt(now) is not MachinePower.Deallocated
        || (machine.AvailabilitySet is { } set
            && AvailabilitySetEndpoint.AnyRuns(fleet.MembersOf(machine.SubscriptionId, machine.ResourceGroup, set), now));

    public static string IdOf(Exchange exchange) =>
        $"/subscriptions/{exchange.Route["subscription"]}/resourceGroups/{exchange.Route["group"]}/providers/Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}";

    private Machine? Machine(Exchange exchange) => azure.Fleet.Present(IdOf(exchange));

    private Task NotFound(Exchange exchange) => NotFound(azure.Fleet, exchange);

    public static Task NotFound(Fleet fleet, Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(fleet, exchange) is null)
            return ScopeEndpoint.GroupNotFound(exchange);
        return ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}");
    }
}
