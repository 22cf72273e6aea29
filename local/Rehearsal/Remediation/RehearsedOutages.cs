using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Outages;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>
/// Outages of all kinds over the days of a rehearsal, alert rules that see them, an action group that brings its alerts to the app: some
/// twice, some late, some never.
/// </summary>
internal sealed class RehearsedOutages
{
    /// <summary>Where simulated receivers take what is told of incidents.</summary>
    public const string Path = "/oncall";

    private const string Script = $"echo {OutagePlan.KillScript}; echo {OutagePlan.CleanScript}";

    private static readonly Uri Address = new("https://ops.contoso.example/api/alerts");

    private readonly SimulatedAzure _azure;
    private readonly AlertDeployment _deployment;
    private IServiceProvider? _services;

    private RehearsedOutages(SimulatedAzure azure, RehearsalOptions options)
    {
        (_azure, Plan) = (azure, OutagePlan.Of(options.Seed, azure, options.Days));
        _deployment = AlertDeployment.Set(azure, Address, options.Days);
    }

    public OutagePlan Plan { get; }

    /// <summary>Makes rules and draws outages; nothing begins yet.</summary>
    public static RehearsedOutages Set(SimulatedAzure azure, RehearsalOptions options) => new(azure, options);

    /// <summary>What whoever deploys the suite would set: rules, scripts, somebody who is told.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(Mode mode)
    {
        yield return new("Remediation:Mode", mode.ToString());
        foreach (var (index, group) in _deployment.ActionGroups.Index())
            yield return new(Invariant($"Remediation:ActionGroups:{index}"), group);
        foreach (var (name, isWindows) in Scripts)
        {
            yield return new($"Remediation:Scripts:{name}:Sha256", Hash);
            yield return new($"Remediation:Scripts:{name}:IsWindows", isWindows ? "true" : "false");
        }
        string[] stopped = ["start", "restart", "redeploy"];
        var rules = Rule("availability", AlertDeployment.Availability, stopped)
            .Concat(Rule("cpu", AlertDeployment.Cpu, "run-script mend", "run-script mend-windows", "restart", "resize-up"))
            .Concat(Rule("disk", AlertDeployment.Disk, "grow-disk", "run-script mend", "run-script mend-windows"))
            .Concat(Rule("health", AlertDeployment.Health, stopped))
            .Concat(Rule("notice", "AvailabilityStatusChanged", stopped))
            .Concat(Rule("cause", "ResourceAnnotated", stopped))
            .Concat(Rule("provisioning", AlertDeployment.Provisioning, "reapply"));
        foreach (var setting in rules)
            yield return setting;
        yield return new("Notifications:Webhooks:oncall:Url", $"https://hooks.contoso.example{Path}");
        yield return new("Notifications:Webhooks:oncall:Secret", new string('o', 32));
        yield return new("Notifications:Webhooks:oncall:Kinds:0", "Page");
        yield return new("Notifications:Webhooks:oncall:Kinds:1", "ChangeDone");
    }

    /// <summary>The outages begin, and alerts come to the app that has these services.</summary>
    public async Task BeginAsync(IServiceProvider services, CancellationToken ct)
    {
        _services = services;
        var state = services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await Patience.AskAsync(() => state.CreateIfNotExistsAsync(cancellationToken: ct));
        var script = state.GetBlobClient(ScriptStore.NameOf(Hash));
        await Patience.AskAsync(() => script.UploadAsync(BinaryData.FromString(Script), overwrite: true, ct));
        _azure.Alerts.Deliver(new() { Send = TakeAsync, Doubled = 0.1, Late = 0.05, Lost = 0.02 });
        Plan.Begin();
    }

    private static (string Name, bool IsWindows)[] Scripts => [("mend", false), ("mend-windows", true)];

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    private static IEnumerable<KeyValuePair<string, string?>> Rule(string name, string alertRule, params string[] runbooks)
    {
        yield return new($"Remediation:Rules:{name}:AlertRule", alertRule);
        foreach (var (index, runbook) in runbooks.Index())
        {
            var (words, place) = (runbook.Split(' '), Invariant($"Remediation:Rules:{name}:Runbooks:{index}"));
            yield return new($"{place}:Name", words[0]);
            if (words.Length > 1)
                yield return new($"{place}:Script", words[1]);
        }
    }

    // What the HTTP trigger does once it has let the caller in.
    private async Task<HttpResponseMessage> TakeAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(ct);
        var outcome = await Outcome.OfAsync("alerts", async () =>
        {
            await _services!.GetRequiredService<AlertInbox>().PutAsync(body, ct);
            return true;
        }, ct);
        return new(outcome.Kind == OutcomeKind.Done ? HttpStatusCode.Accepted : HttpStatusCode.ServiceUnavailable);
    }
}
