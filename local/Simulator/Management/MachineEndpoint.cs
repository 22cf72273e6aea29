using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>Virtual machines: lists, one, its instance view, the sizes it can be given.</summary>
internal sealed class MachineEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 50;

    public Task ListAll(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return List(exchange, [.. azure.Fleet.Machines.Where(machine => machine.DeletedAt is null && machine.SubscriptionId.Equals(subscription.Id, StringComparison.Ordinal))]);
    }

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        return List(exchange,
        [
            .. azure.Fleet.Machines.Where(machine => machine.DeletedAt is null && machine.SubscriptionId.Equals(group.SubscriptionId, StringComparison.Ordinal)
                && machine.ResourceGroup.Equals(group.Name, StringComparison.Ordinal)),
        ]);
    }

    public Task Get(Exchange exchange)
    {
        var withInstanceView = string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase);
        return Machine(exchange) is { } machine
            ? exchange.Json(200, writer => MachineDocument.Resource(machine, azure.Time.GetUtcNow(), withInstanceView).WriteTo(writer))
            : NotFound(exchange);
    }

    public Task InstanceView(Exchange exchange) => Machine(exchange) is { } machine
        ? exchange.Json(200, writer => Management.InstanceView.Of(machine, azure.Time.GetUtcNow()).WriteTo(writer))
        : NotFound(exchange);

    public Task AvailableSizes(Exchange exchange)
    {
        if (Machine(exchange) is not { } machine)
            return NotFound(exchange);
        return Management.AvailableSizes.Write(exchange, machine, IsHeld(azure.Fleet, machine, azure.Time.GetUtcNow()));
    }

    private Task List(Exchange exchange, List<Machine> machines)
    {
        var now = azure.Time.GetUtcNow();
        return Pages.Write(exchange, machines, PageSize, (writer, machine) => MachineDocument.Resource(machine, now, withInstanceView: false).WriteTo(writer));
    }

    /// <summary>Whether its place settles which sizes it can be given; a set's members stay together while any of them has one.</summary>
    public static bool IsHeld(Fleet fleet, Machine machine, DateTimeOffset now) => machine.PowerAt(now) is not MachinePower.Deallocated
        || (machine.AvailabilitySet is { } set && AvailabilitySetEndpoint.AnyRuns(fleet.MembersOf(machine.SubscriptionId, machine.ResourceGroup, set), now));

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
