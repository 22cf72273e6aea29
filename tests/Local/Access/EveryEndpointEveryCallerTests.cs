using OpsFunctions.Functions.Http;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Local.Access;

public sealed class EveryEndpointEveryCallerTests(AccessSuite suite) : IClassFixture<AccessSuite>
{
    // What each endpoint answers to those whom it lets in.
    private static readonly (string Route, string Method, string Path, int Answers)[] Calls =
    [
        ("access", "GET", "api/access", 404),
        ("access/principals/{id}", "GET", "api/access/principals/00000000-0000-0000-0000-000000000001", 404),
        ("alerts", "POST", "api/alerts", 202),
        ("alerts/poison", "GET", "api/alerts/poison", 200),
        ("alerts/poison/replay", "POST", "api/alerts/poison/replay", 200),
        ("alerts/test", "POST", "api/alerts/test", 400),
        ("approvals", "GET", "api/approvals", 200),
        ("approvals/{id}", "GET", "api/approvals/never-asked", 404),
        ("approvals/{id}", "POST", "api/approvals/never-asked", 400),
        ("drills", "GET", "api/drills", 200),
        ("drills", "POST", "api/drills", 400),
        ("drills/{id}", "GET", "api/drills/drills-never", 404),
        ("drills/{id}/abort", "POST", "api/drills/drills-never/abort", 404),
        ("drills/{id}/attestation", "POST", "api/drills/drills-never/attestation", 400),
        ("drills/{id}/retry", "POST", "api/drills/drills-never/retry", 400),
        ("events/poison", "GET", "api/events/poison", 200),
        ("events/poison/replay", "POST", "api/events/poison/replay", 200),
        ("health", "GET", "api/health", 200),
        ("incidents", "GET", "api/incidents", 200),
        ("incidents/{id}", "GET", "api/incidents/remediation-never", 404),
        ("kill-switch", "GET", "api/kill-switch", 200),
        ("kill-switch", "PUT", "api/kill-switch", 400),
        ("kill-switch", "DELETE", "api/kill-switch", 200),
        ("reports", "GET", "api/reports", 200),
        ("reports/{capability}/{file}", "GET", "api/reports/rightsizing/rightsizing-never.html", 404),
        ("reports/{run}/evidence", "GET", "api/reports/rightsizing-never/evidence", 404),
        ("runs", "GET", "api/runs", 200),
        ("runs/{id}", "GET", "api/runs/rightsizing-never", 404),
        ("runs/access", "POST", "api/runs/access", 202),
        ("runs/rightsizing", "POST", "api/runs/rightsizing", 202),
        ("runs/snapshots", "POST", "api/runs/snapshots", 202),
        ("snapshots/{machine}", "GET", "api/snapshots/vm-never", 404),
        ("snapshots/{machine}/holds/{hold}", "PUT", "api/snapshots/vm-never/holds/drill", 400),
        ("snapshots/{machine}/holds/{hold}", "DELETE", "api/snapshots/vm-never/holds/drill", 404),
        ("snapshots/{machine}/retire", "POST", "api/snapshots/vm-never/retire", 404),
    ];

    public static TheoryData<string> Callers => [.. CallerKind.All.Select(caller => caller.Name)];

    [Fact]
    public void Every_endpoint_is_in_the_table() =>
        Assert.Equal(
        Endpoints.All.Select(one => $"{one.Method} {one.Route}").Order(StringComparer.Ordinal),
        Calls.Select(call => $"{call.Method} {call.Route}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Every_endpoint_lets_in_or_refuses_every_caller_as_written(string name)
    {
        var caller = CallerKind.All.Single(one => one.Name == name);
        // An audit that a caller starts does not end: whether there is one would depend on who came first.
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "BlockBlob_Upload", Target = "/state/access/last-audit", Status = 503, Code = "ServerBusy"
        });
        foreach (var (route, method, path, answers) in Calls)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            await caller.Sign(suite, request);
            using var answer = await suite.Http.SendAsync(request);

            var written = Written(caller, route, method);
            Assert.Equal($"{method} {path}: {(written == 200 ? answers : written)}", $"{method} {path}: {(int)answer.StatusCode}");
            if (written is 401 or 403)
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private static int Written(CallerKind caller, string route, string method) => (route, method) switch
    {
        ("health", _) => 200,
        // Messages in poison may hold anything: operators only.
        // Who can own what, and how, is for auditors alone.
        ("access/principals/{id}", _) => caller.Audits,
        ("runs/access", _) => caller.StartsAudits,
        ("alerts", _) => caller.Sends,
        ("events/poison" or "alerts/poison", _) => caller.Starts == 403 ? 403 : caller.Reads,
        (_, "GET") => caller.Reads,
        ("approvals/{id}", _) => caller.Answers,
        _ => caller.Starts,
    };
}
