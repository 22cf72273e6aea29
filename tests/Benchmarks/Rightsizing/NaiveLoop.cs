using System.Globalization;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Resources;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// The facts for rightsizing as scripts of the field read them: list the machines, then for one after the other its metrics and
/// the sizes it could have. The same metrics, grains and days as the suite's; nothing is reckoned with them.
/// </summary>
internal static class NaiveLoop
{
    /// <returns>Machines whose metrics and sizes were read.</returns>
    public static async Task<int> RunAsync(AzureClients clients, IEnumerable<string> subscriptions, LoadWindow window)
    {
        var machines = 0;
        foreach (var subscription in subscriptions)
        {
            var resource = clients.Arm.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(subscription));
            await foreach (var machine in resource.GetVirtualMachinesAsync())
            {
                using var metrics = await clients.ArmPipeline.SendAsync(RequestMethod.Get, Metrics(machine, window), body: null, default);
                var series = metrics.RootElement.GetProperty("value").GetArrayLength();
                var sizes = 0;
                await foreach (var _ in machine.GetAvailableSizesAsync())
                    sizes++;
                machines += series > 0 && sizes > 0 ? 1 : 0;
            }
        }
        return machines;
    }

    private static Uri Metrics(VirtualMachineResource machine, LoadWindow window)
    {
        var withCredits = Size.IsBurstableName(machine.Data.HardwareProfile.VmSize?.ToString() ?? "");
        var query = string.Join('&',
            "api-version=2024-02-01",
            "metricnames=" + Uri.EscapeDataString(string.Join(',', MetricNames.Asked(withCredits))),
            "timespan=" + Uri.EscapeDataString($"{Moment(window.Start)}/{Moment(window.End)}"),
            "interval=PT30M",
            "aggregation=average,minimum,maximum");
        return new($"https://management.azure.com{machine.Id}/providers/microsoft.insights/metrics?{query}");
    }

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
