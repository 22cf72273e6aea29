using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>bicep/upgrade.sh against an app and an Azure CLI that write down what they are asked, in order.</summary>
public sealed class UpgradeScriptTests : IAsyncLifetime
{
    private const string Az = """
        case "$*" in
          *outputs.appAddress*) echo "$ADDRESS" ;;
          *outputs.resourceGroupName*) echo rg-ops ;;
          *outputs.appName*) echo func-ops ;;
          *"--query location"*) echo westeurope ;;
          "deployment sub create"*) curl -s -X POST "$ADDRESS/az/templates"; [ "${FAILS:-}" != templates ] ;;
          "functionapp deployment source config-zip"*) curl -s -X POST "$ADDRESS/az/package" ;;
          *) echo "unknown: $*" >&2; exit 1 ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ops-upgrade-").FullName;
    private readonly List<string> _asked = [];
    private readonly Queue<string> _runs = [];
    private string _level = "off";
    private WebApplication _app = null!;

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static string Now => DateTimeOffset.UtcNow.ToString("O");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_stops_what_begins_waits_for_what_moves_deploys_and_lets_go_on()
    {
        _runs.Enqueue(Run("Running", Now));
        _runs.Enqueue(Run("Pending", Now));
        _runs.Enqueue(Run("Running", "2026-01-01T00:00:00.1234567+00:00"));

        var (code, output, error) = await UpgradeAsync();

        Assert.True(code == 0, error);
        Assert.Contains("upgraded", output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "GET kill-switch", "PUT kill-switch", "GET runs", "GET runs", "GET runs", "az templates", "az package", "GET health",
                "GET kill-switch", "DELETE kill-switch",
            ],
            _asked);
        Assert.Equal("off", _level);
    }

    [Fact]
    public async Task With_drain_it_waits_for_what_only_waits_too()
    {
        _runs.Enqueue(Run("Running", "2026-01-01T00:00:00Z"));
        _runs.Enqueue(Run("Completed", Now));

        var (code, _, error) = await UpgradeAsync("--drain");

        Assert.True(code == 0, error);
        Assert.Equal(2, _asked.Count(one => one == "GET runs"));
    }

    [Fact]
    public async Task A_switch_that_somebody_else_threw_stays_thrown()
    {
        _level = "hard";

        var (code, _, error) = await UpgradeAsync();

        Assert.True(code == 0, error);
        Assert.Equal("hard", _level);
        Assert.DoesNotContain("PUT kill-switch", _asked);
    }

    [Fact]
    public async Task Where_it_cannot_deploy_the_switch_stays_thrown_and_it_says_so()
    {
        var (code, _, error) = await UpgradeAsync(fails: "templates");

        Assert.Equal(1, code);
        Assert.Equal("soft", _level);
        Assert.Contains("still soft", error, StringComparison.Ordinal);
        Assert.DoesNotContain("az package", _asked);
    }

    [Fact]
    public async Task Where_runs_do_not_end_nothing_is_deployed()
    {
        _runs.Enqueue(Run("Running", "2099-01-01T00:00:00Z"));

        var (code, _, error) = await UpgradeAsync(minutes: "0");

        Assert.Equal(1, code);
        Assert.Contains("rightsizing-1", error, StringComparison.Ordinal);
        Assert.DoesNotContain("az templates", _asked);
    }

    private async Task<(int Code, string Out, string Error)> UpgradeAsync(string option = "", string fails = "", string minutes = "1")
    {
        var package = Path.Combine(_folder, "app.zip");
        await File.WriteAllTextAsync(package, "a package", TestContext.Current.CancellationToken);
        string[] options = option.Length == 0 ? [] : [option];
        return await ScriptRun.StartAsync(
            "upgrade.sh", Az, _folder, ["bicep/small.bicepparam", "--package", package, .. options],
            ("OPS_KEY", "secret"), ("OPS_POLL_SECONDS", "0"), ("OPS_WAIT_MINUTES", minutes), ("ADDRESS", Address), ("FAILS", fails));
    }

    private static string Run(string status, string updatedAt) =>
        $$"""[{"id":"rightsizing-1","status":"{{status}}","startedAt":"{{updatedAt}}","updatedAt":"{{updatedAt}}"}]""";

    private Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        if (path.StartsWith("/az/", StringComparison.Ordinal))
        {
            _asked.Add($"az {path[4..]}");
            return Task.CompletedTask;
        }
        _asked.Add($"{method} {path["/api/".Length..]}");
        if (context.Request.Headers["x-ops-key"] != "secret")
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (path.EndsWith("/kill-switch", StringComparison.Ordinal))
            _level = method == "PUT" ? "soft" : method == "DELETE" ? "off" : _level;
        var answer = path.EndsWith("/runs", StringComparison.Ordinal)
            ? (_runs.Count > 1 ? _runs.Dequeue() : _runs.FirstOrDefault() ?? "[]")
            : $$"""{"level":"{{_level}}"}""";
        return context.Response.WriteAsync(answer);
    }
}
