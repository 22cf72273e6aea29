using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>Writes a run's report, as a page and as JSON, without ever holding the fleet: the machines go through chunk by chunk.</summary>
internal sealed class ReportWriter(RunStore store, ReportDocuments documents)
{
    public async Task<RightsizingReport> WriteAsync(CancellationToken ct)
    {
        var report = await RightsizingReport.CollectAsync(documents, PagedTable.RowsPerPage, ct);
        var name = documents.Run.RunId;
        await using var json = store.NewReport(RightsizingCapability.Name, $"{name}.json", "application/json");
        await using var html = store.NewReport(RightsizingCapability.Name, $"{name}.html", "text/html; charset=utf-8");
        using var page = new RightsizingPage(html.Text);
        var data = new RightsizingJson(json.Text);

        await page.BeginAsync(report);
        await data.BeginAsync(report);
        await foreach (var (_, assessment) in documents.ReadAsync(ct))
        {
            await page.AddAsync(assessment);
            await data.AddAsync(assessment);
            await json.SendAsync(ct);
            await html.SendAsync(ct);
        }
        await page.EndAsync();
        await data.EndAsync();

        // The page names the JSON, so that appears first.
        await json.CommitAsync(ct);
        await html.CommitAsync(ct);
        return report;
    }
}
