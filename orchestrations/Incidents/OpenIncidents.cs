using System.Globalization;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Incidents;

/// <summary>Something is wrong at this moment, as Azure Monitor says.</summary>
/// <param name="Target">Resource it is about.</param>
/// <param name="Rule">Which rule fired.</param>
/// <param name="Severity"><c>Sev0</c> to <c>Sev4</c>.</param>
public sealed record OpenIncident(string Target, string Rule, string Severity, DateTimeOffset? Since)
{
    public override string ToString() => Since is { } since
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Severity} {Rule} on {ArmId.NameOf(Target)} since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : $"{Severity} {Rule} on {ArmId.NameOf(Target)}";
}

/// <summary>Reads what is wrong now: alerts that fired, are not resolved and that nobody closed.</summary>
public sealed class OpenIncidents(AzureClients clients)
{
    private const string Version = "2019-03-01";

    /// <summary>Those below a scope, the most severe first.</summary>
    /// <param name="scope">Id of a subscription, resource group or resource.</param>
    /// <param name="pages">Where what was read is kept; null: nowhere.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<OpenIncident>> OfAsync(string scope, CancellationToken ct, IQueryPages? pages = null)
    {
        var open = new List<OpenIncident>();
        var address = new Uri(ArmAddress.Of(scope, "/providers/Microsoft.AlertsManagement/alerts", Version) + "&monitorCondition=Fired");
        await clients.ArmPipeline.ListAsync(address, alert =>
        {
            var essentials = alert.Get("properties").Get("essentials");
            if (essentials.Get("monitorCondition").Text() == "Fired" && essentials.Get("alertState").Text() != "Closed"
                && essentials.Get("targetResource").Text() is { } target)
                open.Add(new(
                    target, ArmId.NameOf(essentials.Get("alertRule").Text() ?? "a rule without a name"),
                    essentials.Get("severity").Text() ?? "", essentials.Get("startDateTime").Moment()));
        }, ct, pages);
        return [.. open.OrderBy(one => one.Severity, StringComparer.Ordinal).ThenBy(one => one.Target, StringComparer.OrdinalIgnoreCase)];
    }
}
