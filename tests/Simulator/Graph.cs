using System.Diagnostics;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Asks Resource Graph, all pages.</summary>
internal static class Graph
{
    private const string Address = "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";

    public static async Task<List<JsonElement>> Rows(
        this HttpPipeline pipeline, string query, List<TimeSpan>? pages = null, Action? betweenPages = null)
    {
        var rows = new List<JsonElement>();
        string? token = null;
        do
        {
            var options = token is null ? new Dictionary<string, object>() : new Dictionary<string, object> { ["$skipToken"] = token };
            var watch = Stopwatch.StartNew();
            var response = await pipeline.Send(RequestMethod.Post, Address, new { query, options });
            pages?.Add(watch.Elapsed);
            var page = response.Json();
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            token = page.TryGetProperty("$skipToken", out var next) ? next.GetString() : null;
            betweenPages?.Invoke();
            if (token is null && page.GetProperty("totalRecords").GetInt32() != rows.Count)
                throw new InvalidOperationException(
                    $"{page.GetProperty("totalRecords").GetInt32()} rows were promised, {rows.Count} came.");
        }
        while (token is not null);
        return rows;
    }

    public static string? Text(this JsonElement row, string name) => row.GetProperty(name).GetString();
}
