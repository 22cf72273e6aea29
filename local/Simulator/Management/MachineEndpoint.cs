using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Management;

/// <summary>Virtual machines: lists, one, its instance view, the sizes it can be given.</summary>
internal sealed class MachineEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 50;

    public Task ListAll(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        return List(exchange, [.. azure.Fleet.Machines.Where(machine => machine.SubscriptionId.Equals(subscription.Id, StringComparison.Ordinal))]);
    }

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        return List(exchange,
        [
            .. azure.Fleet.Machines.Where(machine => machine.SubscriptionId.Equals(group.SubscriptionId, StringComparison.Ordinal)
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
        // Running, it can only get what its hardware offers; deallocated, whatever the region has for its architecture.
        var on = machine.IsRunning(azure.Time.GetUtcNow());
        var sizes = SizeCatalogue.All
            .Where(size => SizeCatalogue.OfferedIn(size, machine.Region) && !SizeCatalogue.RestrictedIn(size, machine.Region))
            .Where(size => string.Equals(size.Family.Architecture, machine.Size.Family.Architecture, StringComparison.Ordinal))
            .Where(size => !on || string.Equals(size.Family.Processor, machine.Size.Family.Processor, StringComparison.Ordinal))
            .ToList();
        return Pages.Write(exchange, sizes, int.MaxValue / 2, Write);
    }

    private Task List(Exchange exchange, List<Machine> machines)
    {
        var now = azure.Time.GetUtcNow();
        return Pages.Write(exchange, machines, PageSize, (writer, machine) => MachineDocument.Resource(machine, now, withInstanceView: false).WriteTo(writer));
    }

    private Machine? Machine(Exchange exchange) => azure.Fleet.Find(
        $"/subscriptions/{exchange.Route["subscription"]}/resourceGroups/{exchange.Route["group"]}/providers/Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}");

    private Task NotFound(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.GroupNotFound(exchange);
        return JsonAnswers.Error(
            exchange, 404, "ResourceNotFound",
            $"The Resource 'Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}' under resource group '{exchange.Route["group"]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    private static void Write(Utf8JsonWriter writer, VmSize size)
    {
        writer.WriteStartObject();
        writer.WriteString("name", size.Name);
        writer.WriteNumber("numberOfCores", size.Vcpus);
        writer.WriteNumber("osDiskSizeInMB", 1047552);
        writer.WriteNumber("resourceDiskSizeInMB", size.TemporaryDiskGiB * 1024);
        writer.WriteNumber("memoryInMB", (int)(size.MemoryGiB * 1024));
        writer.WriteNumber("maxDataDiskCount", size.DataDisks);
        writer.WriteEndObject();
    }
}
