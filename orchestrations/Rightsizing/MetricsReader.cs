using System.Globalization;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Reads the metrics of up to 50 machines of one subscription and region in one call.</summary>
public sealed class MetricsReader(AzureClients clients)
{
    /// <summary>What one call of the batch takes.</summary>
    public const int MachinesPerCall = 50;

    /// <summary>Calls for that many machines.</summary>
    public static int Calls(int machines) => (machines + MachinesPerCall - 1) / MachinesPerCall;

    /// <param name="machines">At most 50, of one subscription and region.</param>
    /// <param name="completed">Called with each machine's id and figures, as they arrive.</param>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="System.Text.Json.JsonException">The answer broke off.</exception>
    internal Task ReadAsync(IReadOnlyList<Machine> machines, LoadWindow window, Action<string, LoadSeries> completed, CancellationToken ct) => ReadAsync(
        new(machines[0].Subscription, machines[0].Region, [.. machines.Select(machine => machine.Id)],
            [.. MetricNames.Asked(withCredits: machines.Any(one => Size.IsBurstableName(one.Size)))], window),
        completed, ct);

    internal async Task ReadAsync(MetricsQuery query, Action<string, LoadSeries> completed, CancellationToken ct)
    {
        var client = clients.Metrics(query.Region);
        using var message = client.Pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(Address(query));
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Accept", "application/json");
        message.Request.Content = RequestContent.Create(BinaryData.FromObjectAsJson(new { resourceids = query.MachineIds }));

        await client.Pipeline.SendAsync(message, ct);
        if (message.Response.IsError)
            throw new RequestFailedException(message.Response);
        await using var answer = message.ExtractResponseContent()
            ?? throw new IOException("the metrics answer has no body");
        await new MetricsAnswer(query.Window, completed).ReadAsync(answer, ct);
    }

    private static Uri Address(MetricsQuery query)
    {
        var text = string.Join('&',
            "api-version=2024-02-01",
            "metricnamespace=" + Uri.EscapeDataString(MetricNames.Namespace),
            "metricnames=" + Uri.EscapeDataString(string.Join(',', query.Metrics)),
            "starttime=" + Moment(query.Window.Start),
            "endtime=" + Moment(query.Window.End),
            "interval=PT30M",
            "aggregation=average,minimum,maximum");
        return new($"https://{query.Region}.metrics.monitor.azure.com/subscriptions/{Uri.EscapeDataString(query.Subscription)}/metrics:getBatch?{text}");
    }

    private static string Moment(DateTimeOffset moment) =>
        Uri.EscapeDataString(moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}

/// <summary>What one call asks for.</summary>
internal sealed record MetricsQuery(string Subscription, string Region, IReadOnlyList<string> MachineIds, IReadOnlyList<string> Metrics, LoadWindow Window);
