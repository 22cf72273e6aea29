using System.Net;
using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>What an audit found, over HTTP: to auditors all of it, to all others how much.</summary>
public sealed class AuditReportTests(AuditedSuite audited) : IClassFixture<AuditedSuite>
{
    private string Report => $"api/reports/access/{audited.Run}";

    [Theory]
    [InlineData("Ops.Reader")]
    [InlineData("Ops.Operator")]
    [InlineData("Ops.Approver")]
    [InlineData("Ops.Operator Ops.Approver Ops.Reader")]
    public async Task Whoever_is_no_auditor_sees_how_many_findings_there_are_and_nothing_else(string roles)
    {
        foreach (var path in new[]
        {
            $"{Report}.html", $"{Report}.json", $"{Report}.csv",
            $"api/reports/ACCESS/{audited.Run}.json", "api/reports/access/access-never.html",
            $"api/access/principals/{audited.Own}", "api/access/principals/no-id",
        })
        {
            var refused = await audited.Suite.SendAsync(HttpMethod.Get, path, "reader", roles);
            Assert.Equal($"{path}: 403", $"{path}: {refused.Status}");
            Assert.Contains("Ops.Auditor", refused.Text, StringComparison.Ordinal);
        }
        var counts = await audited.Suite.SendAsync(HttpMethod.Get, "api/access", "reader", roles);
        Assert.Equal(200, counts.Status);
        Assert.Equal(audited.Run, counts.Json.GetProperty("run").GetString());
        Assert.Contains(counts.Json.GetProperty("checks").EnumerateArray(), one => one.GetProperty("findings").GetInt32() > 0);
        Assert.DoesNotContain(audited.Own, counts.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("/subscriptions/", counts.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ops-functions", counts.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(".html", "text/html")]
    [InlineData(".json", "application/json")]
    [InlineData(".csv", "text/csv")]
    public async Task An_auditor_reads_the_reports_as_what_they_are(string ending, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Report + ending);
        request.Headers.Authorization = new("Bearer", audited.Suite.Token("Ops.Auditor"));
        using var answer = await audited.Suite.Http.SendAsync(request, TestHub.Cancellation);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("ops-functions", await answer.Content.ReadAsStringAsync(TestHub.Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000009", 404)]
    [InlineData("no-id", 400)]
    [InlineData("00000000000000000000000000000009", 400)]
    [InlineData("%7B00000000-0000-0000-0000-000000000009%7D", 400)]
    public async Task A_principal_nobody_knows_is_404_and_what_is_no_id_400(string id, int status)
    {
        var answer = await audited.Suite.SendAsync(HttpMethod.Get, $"api/access/principals/{id}", "audits", "Ops.Auditor");

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_principal_is_shown_with_what_it_can_do_however_its_id_is_written()
    {
        var path = $"api/access/principals/{audited.Own.ToUpperInvariant()}";
        var answer = await audited.Suite.SendAsync(HttpMethod.Get, path, "audits", "Ops.Auditor");

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            ("ops-functions-audit", audited.Run),
            (answer.Json.GetProperty("name").GetString(), answer.Json.GetProperty("run").GetString()));
        Assert.NotEqual(JsonValueKind.Undefined, answer.Json.GetProperty("rights")[0].GetProperty("does").ValueKind);
    }

    [Fact]
    public async Task A_report_that_is_not_there_is_404_to_an_auditor()
    {
        var answer = await audited.Suite.SendAsync(HttpMethod.Get, "api/reports/access/access-never.json", "audits", "Ops.Auditor");

        Assert.Equal(404, answer.Status);
    }
}

/// <summary>The app over HTTP after one audit of its own subscriptions.</summary>
public sealed class AuditedSuite : IAsyncLifetime
{
    public AccessSuite Suite { get; private set; } = null!;

    public string Run { get; private set; } = "";

    public string Own => Suite.Azure.Suite.Audit.PrincipalId;

    public async ValueTask InitializeAsync()
    {
        Suite = await AccessSuite.StartAsync();
        var azure = Suite.Azure;
        var reader = BuiltInRoles.All.Single(one => one.Role.Name == "Reader").Role;
        azure.Roles.Assign(azure.Suite.Audit, [.. azure.Roles.Of(azure.Suite.Audit), new RoleAssignment(reader, "/")]);
        azure.Directory.Permit(
            "Application.Read.All", "AuditLog.Read.All", "Directory.Read.All", "RoleManagement.Read.Directory", "User.Read.All");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/runs/access");
        request.Headers.Authorization = new("Bearer", Suite.Token("Ops.Auditor"));
        using var answer = await Suite.Http.SendAsync(request);
        Run = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        await Suite.Host.CompletedAsync(Run);
    }

    public ValueTask DisposeAsync() => Suite.DisposeAsync();
}
