using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>A machine that hangs, of which nothing keeps the suite away.</summary>
internal static class SituationCase
{
    public const string Machine = "/subscriptions/5a9c0000-0000-0000-0000-000000000001/resourcegroups/shop/providers/microsoft.compute/virtualmachines/web1";

    public static DateTimeOffset Now { get; } = new(2026, 6, 3, 14, 0, 0, TimeSpan.Zero);

    public static Alert Fired { get; } = new(
        AlertSource.AzureMonitor, "a1", AlertCondition.Fired, "vm-availability", "Sev1", Machine, Now.AddMinutes(-2))
    {
        AlertId = $"{Machine}/providers/microsoft.alertsmanagement/alerts/a1", Signal = "Metric", Service = "Platform",
        Metrics = [new("VmAvailabilityMetric", "LessThan", 1, "Average", 0)], Window = TimeSpan.FromMinutes(5),
    };

    public static Situation Seen { get; } = new(Now, IsThere: true)
    {
        Type = "microsoft.compute/virtualmachines", Region = "westeurope", Power = "running", Provisioning = "Succeeded",
        Size = "Standard_D2s_v5",
        Alert = new("New", "Fired", IsSuppressed: false, "System"),
        Health = new("Unavailable", "VM Initiated", "Unplanned", "", Now.AddMinutes(-4)),
        MetricHolds = true, MetricWords = "VmAvailabilityMetric is 0", DataDisks = new Dictionary<int, string> { [0] = "/subscriptions/x" },
    };
}
