using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>Reports, as they were written.</summary>
public sealed class ReportTriggers(RunStore store)
{
    [Function(nameof(ListReports))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListReports(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports")] HttpRequest request, CancellationToken ct) =>
        Results.Ok((await store.ListReportsAsync(ct)).Select(name => $"{request.PathBase}/api/reports/{name}"));

    /// <summary><c>{run}.html</c> for people, <c>{run}.json</c> for programs.</summary>
    [Function(nameof(GetReport))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetReport(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{capability}/{file}")] HttpRequest request,
        string capability, string file, CancellationToken ct)
    {
        var (run, type) = Path.GetExtension(file) switch
        {
            ".html" => (Path.GetFileNameWithoutExtension(file), "text/html; charset=utf-8"),
            ".json" => (Path.GetFileNameWithoutExtension(file), "application/json"),
            _ => ("", ""),
        };
        var report = RunStore.IsRunId(run) && RunStore.IsRunId(capability)
            ? await store.OpenReportAsync(capability, file, ct)
            : null;
        return report is null
            ? Refusal.Of(StatusCodes.Status404NotFound, "No such report", "GET /api/reports lists the reports; a run still under way has none yet: GET /api/runs/{id}.")
            : Results.Stream(report, type);
    }
}
