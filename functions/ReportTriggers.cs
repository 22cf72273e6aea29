using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Answers;
using OpsFunctions.Orchestrations.Access;
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

    /// <summary>
    /// <c>{run}.html</c> for people, <c>{run}.json</c> for programs; of audits <c>{run}.csv</c>, too. Those of audits are for auditors.
    /// </summary>
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
            ".csv" => (Path.GetFileNameWithoutExtension(file), "text/csv; charset=utf-8"),
            _ => ("", ""),
        };
        // Who can own what, and how, is nothing for everybody who may read.
        if (capability.Equals(AccessCapability.Name, StringComparison.OrdinalIgnoreCase)
            && !request.HttpContext.User.IsInRole(Roles.NameOf(Role.Auditor)))
            return Refusal.Of(
                StatusCodes.Status403Forbidden, "Only auditors read this",
                "The role Ops.Auditor is missing. GET /api/access shows how many findings there are, without names.");
        var report = RunStore.IsRunId(run) && RunStore.IsRunId(capability)
            ? await store.OpenReportAsync(capability, file, ct)
            : null;
        if (report is null)
            return Refusal.Of(
                StatusCodes.Status404NotFound, "No such report",
                "GET /api/reports lists the reports; a run still under way has none yet: GET /api/runs/{id}.");
        var content = PipeReader.Create(report);
        if (type.StartsWith("text/html", StringComparison.Ordinal) && await ReportHashes.ReadAsync(content, ct) is { } hashes)
            AnswerHeaders.Allow(request.HttpContext.Response, hashes);
        return Results.Stream(content, type);
    }
}
