using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>The metrics that machines have. Form from the REST specification.</summary>
internal sealed class MetricDefinitionEndpoint(SimulatedAzure azure)
{
    public static IReadOnlyList<string> Options { get; } = ["metricnamespace=Microsoft.Compute/virtualMachines"];

    private static readonly string[] Grains = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];

    private static readonly string[] Aggregations = ["None", "Average", "Minimum", "Maximum", "Total", "Count"];

    public Task List(Exchange exchange)
    {
        if (azure.Fleet.Present(MachineEndpoint.IdOf(exchange)) is not { } machine)
            return MachineEndpoint.NotFound(azure.Fleet, exchange);
        var found = MetricDefinition.All.Select(one => Document(machine, one)).ToList();
        return Pages.Write(exchange, found, int.MaxValue / 2, static (writer, one) => one.WriteTo(writer));
    }

    private static JsonObject Document(Machine machine, MetricDefinition one) => new()
    {
        ["id"] = $"{machine.Id}/providers/microsoft.insights/metricdefinitions/{one.Name}",
        ["resourceId"] = machine.Id,
        ["namespace"] = "Microsoft.Compute/virtualMachines",
        ["name"] = new JsonObject { ["value"] = one.Name, ["localizedValue"] = one.Name },
        ["displayDescription"] = one.Description,
        ["isDimensionRequired"] = false,
        ["unit"] = one.Unit,
        ["primaryAggregationType"] = one.Unit is "Bytes" && one.Name.Contains("Total", StringComparison.Ordinal) ? "Total" : "Average",
        ["supportedAggregationTypes"] = RequestBody.List(Aggregations),
        ["metricAvailabilities"] = new JsonArray(
            [.. Grains.Select(static grain => new JsonObject { ["timeGrain"] = grain, ["retention"] = "P93D" })]),
    };
}
