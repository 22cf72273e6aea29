using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Machines.Load;

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
    internal Task ReadAsync(
        IReadOnlyList<Machine> machines, LoadWindow window, Action<string, LoadSeries> completed, CancellationToken ct) => ReadAsync(
        new(machines[0].Subscription, machines[0].Region, [.. machines.Select(machine => machine.Id)],
            [.. MetricNames.Asked(withCredits: machines.Any(one => Size.IsBurstableName(one.Size)))], window),
        completed, ct);

    internal async Task ReadAsync(MetricsQuery query, Action<string, LoadSeries> completed, CancellationToken ct)
    {
        using var message = clients.Metrics.Pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(Address(query));
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Accept", "application/json");
        message.Request.Content = RequestContent.Create(BinaryData.FromObjectAsJson(new { resourceids = query.MachineIds }));

        await clients.Metrics.Pipeline.SendAsync(message, ct);
        if (message.Response.IsError)
            throw new RequestFailedException(message.Response);
        await using var answer = message.ExtractResponseContent()
            ?? throw new IOException("the metrics answer has no body");
        await new MetricsAnswer(query.Window, completed).ReadAsync(answer, ct);
    }

    /// <summary>Whether Azure has a figure of a machine from a minute that began at that moment or later.</summary>
    /// <param name="least">A figure below this does not count.</param>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<bool> HasFigureAsync(
        string subscription, string region, string machineId, LoadMetric metric, double least, DateTimeOffset since, DateTimeOffset now,
        CancellationToken ct)
    {
        var start = new DateTimeOffset(since.UtcTicks - since.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var address = Address(subscription, region, [MetricNames.All[(int)metric]], start, now.AddMinutes(1), "PT1M", "average");
        var body = BinaryData.FromObjectAsJson(new { resourceids = new[] { machineId } });
        using var answer = await clients.Metrics.Pipeline.SendAsync(RequestMethod.Post, address, body, ct);
        return answer.RootElement.Get("values").Items()
            .SelectMany(machine => machine.Get("value").Items()).SelectMany(metric => metric.Get("timeseries").Items())
            .SelectMany(series => series.Get("data").Items())
            .Any(point => point.Get("average") is { ValueKind: JsonValueKind.Number } figure && figure.GetDouble() >= least
                && point.Get("timeStamp").Moment() >= since);
    }

    private static Uri Address(MetricsQuery query) =>
        Address(query.Subscription, query.Region, query.Metrics, query.Window.Start, query.Window.End, "PT30M", "average,minimum,maximum");

    private static Uri Address(
        string subscription, string region, IReadOnlyList<string> metrics, DateTimeOffset start, DateTimeOffset end, string interval,
        string aggregation)
    {
        var query = string.Join('&',
            "api-version=2024-02-01",
            "metricnamespace=" + Uri.EscapeDataString(MetricNames.Namespace),
            "metricnames=" + Uri.EscapeDataString(string.Join(',', metrics)),
            "starttime=" + Moment(start),
            "endtime=" + Moment(end),
            $"interval={interval}",
            $"aggregation={aggregation}");
        return MetricsClient.BatchAddress(region, subscription, query);
    }

    private static string Moment(DateTimeOffset moment) =>
        Uri.EscapeDataString(moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}

/// <summary>What one call asks for.</summary>
internal sealed record MetricsQuery(
    string Subscription, string Region, IReadOnlyList<string> MachineIds, IReadOnlyList<string> Metrics, LoadWindow Window);
