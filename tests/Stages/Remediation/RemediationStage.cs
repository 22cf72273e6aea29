using System.Globalization;
using System.Net;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Remediation;

/// <summary>Simulated Azure with alert rules and an action group, and the app that its alerts come to.</summary>
internal sealed class RemediationStage : IAsyncDisposable
{
    // No timer's run comes between: what is started is started by hand.
    private const string Never = "0 0 6 1 1 *";

    private const string Cleans = "echo kill-runaway";

    private static readonly DateTimeOffset Start = new(2026, 6, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Address = new("https://ops.contoso.example/api/alerts");

    private readonly Dictionary<string, string?> _settings;
    private AppLife? _life;

    private RemediationStage(SimulatedAzure azure, AlertDeployment deployment)
    {
        (Azure, Deployment) = (azure, deployment);
        _settings = Settings(deployment);
        foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
            _settings[name] = scope;
    }

    public SimulatedAzure Azure { get; }

    public AlertDeployment Deployment { get; }

    public AppLife Life => _life ?? throw new InvalidOperationException("the app does not live");

    /// <summary>Called before each call of the app to Azure, its own storage left out.</summary>
    public Func<Request, Task> BeforeCall { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Machines that run, are nobody's but their owner's, and have a calm load.</summary>
    public IReadOnlyList<Machine> Machines =>
        [.. Azure.Fleet.Machines.Where(one => one.IsRunning(Azure.Time.GetUtcNow()) && one.DataDisks > 0
            && AlertDeployment.IsCalm(Azure, one, 1))];

    /// <param name="delivery">How action groups deliver. Default: well.</param>
    public static async Task<RemediationStage> OpenAsync(
        int machines = 60, int seed = 1, Func<AlertDeliveryOptions, AlertDeliveryOptions>? delivery = null)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = machines, Seed = seed, Start = Start }, Start = Start,
            SpellsIds = true, ImmutableContainers = ["evidence"],
        });
        azure.Roles.DeployFor("remediation");
        var stage = new RemediationStage(azure, AlertDeployment.Set(azure, Address, days: 2));
        var options = new AlertDeliveryOptions { Send = stage.TakeAsync };
        azure.Alerts.Deliver(delivery?.Invoke(options) ?? options);
        return stage;
    }

    /// <summary>Another setting of the app, from its next life on; null: it is not set.</summary>
    public void Set(string name, string? value)
    {
        if (value is null)
            _settings.Remove(name);
        else
            _settings[name] = value;
    }

    public async Task BeginAsync(Crash? crash = null)
    {
        await EndAsync();
        _life = await AppLife.StartAsync(Azure, _settings, request => BeforeCall(request), static _ => Task.CompletedTask, crash);
        await ReplaceScriptAsync(Cleans);
    }

    /// <summary>What lies in the store in the approved script's place.</summary>
    public async Task ReplaceScriptAsync(string text)
    {
        var state = Life.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await state.CreateIfNotExistsAsync();
        await state.GetBlobClient(ScriptStore.NameOf(HashOf(Cleans))).UploadAsync(BinaryData.FromString(text), overwrite: true);
    }

    /// <summary>The app dies; Azure lives on, and its deliveries find nobody.</summary>
    public async Task EndAsync()
    {
        if (_life is { } life)
            await life.DisposeAsync();
        _life = null;
    }

    /// <summary>Time passes while no app lives.</summary>
    public async Task PassWithoutAppAsync(TimeSpan time)
    {
        var end = Azure.Time.GetUtcNow() + time;
        while (Azure.Time.GetUtcNow() < end)
        {
            Azure.Clock.AdvanceTo(Azure.Clock.NextDue is { } due && due < end ? due : end);
            // An action group finds nobody, and hears so at once.
            while (Azure.RequestsInFlight > 0)
                await Task.Yield();
        }
    }

    /// <summary>All incidents, in the order in which they came.</summary>
    public async Task<IReadOnlyList<Incident>> IncidentsAsync() =>
        [.. (await Life.Services.GetRequiredService<IncidentStore>().AllAsync(default)).Documents.OrderBy(one => one.ReceivedAt)
            .ThenBy(one => one.Id, StringComparer.Ordinal)];

    /// <summary>The incident in which something was done, or people were called; those that only joined it are left out.</summary>
    public async Task<Incident> MainAsync(Machine machine) => (await IncidentsAsync())
        .First(one => one.Resource.Equals(machine.Id, StringComparison.OrdinalIgnoreCase)
            && !one.Reason.StartsWith("echo:", StringComparison.Ordinal));

    /// <summary>Incidents about a machine, in the order in which they came.</summary>
    public async Task<IReadOnlyList<Incident>> IncidentsOfAsync(Machine machine) =>
        [.. (await IncidentsAsync()).Where(one => one.Resource.Equals(machine.Id, StringComparison.OrdinalIgnoreCase))];

    /// <summary>What was told to people about a machine: the messages' texts, in the order in which they were sent.</summary>
    public IReadOnlyList<string> MessagesOf(Machine machine) =>
        [.. Azure.Deliveries.All.Select(one => one.Body)
            .Where(one => one.Contains($"{machine.Name}: ", StringComparison.OrdinalIgnoreCase))];

    /// <summary>A message on the queue, as the intake leaves it; also while no app lives.</summary>
    public void Put(FiredAlert alert) =>
        Azure.Queues.Put(LocalAppOptions.DefaultAccount, AlertQueue.Name, SimulatedAlerts.Payload(alert));

    /// <summary>A notice that its health changed, as the intake of events leaves it.</summary>
    public void PutHealth(Machine machine)
    {
        var notice = new HealthNotice(
            Ids.Key($"{machine.Id} {Azure.Time.GetUtcNow().UtcTicks}"),
            "Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged", machine.Id, Azure.Time.GetUtcNow());
        Azure.Queues.Put(
            LocalAppOptions.DefaultAccount, AlertQueue.Name, new AlertMessage(AlertMessageKind.Health, notice.ToJson()).ToString());
    }

    /// <summary>What the suite did to machines and scale sets, by operation.</summary>
    public IReadOnlyList<RecordedChange> Changes => [.. Azure.Calls.Changes.Where(IsOfMachine)];

    /// <summary>The same to one machine and its disks.</summary>
    public IReadOnlyList<RecordedChange> ChangesOf(Machine machine)
    {
        var own = Azure.DisksOf(machine).Select(one => one.Id).Append(machine.Id).ToList();
        return [.. Changes.Where(change => own.Exists(id => change.Target.Contains(id, StringComparison.OrdinalIgnoreCase)))];
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Azure.DisposeAsync();
    }

    internal static bool IsOfMachine(RecordedChange change) => change.Operation.StartsWith("VirtualMachine", StringComparison.Ordinal)
        || change.Operation.StartsWith("Disks_", StringComparison.Ordinal);

    // What the HTTP trigger does once it has let the caller in.
    private async Task<HttpResponseMessage> TakeAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (_life is not { } life)
            return new(HttpStatusCode.ServiceUnavailable);
        var outcome = await Outcome.OfAsync("alerts", async () =>
        {
            await life.Services.GetRequiredService<AlertInbox>().PutAsync(await request.Content!.ReadAsByteArrayAsync(ct), ct);
            return true;
        }, ct);
        return new(outcome.Kind == OutcomeKind.Done ? HttpStatusCode.Accepted : HttpStatusCode.ServiceUnavailable);
    }

    private static string HashOf(string script) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));

    /// <summary>What the app is set to: it acts, and each kind of alert has its rule.</summary>
    internal static Dictionary<string, string?> Settings(AlertDeployment deployment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Rightsizing:Schedule"] = Never,
            ["Snapshots:Schedule"] = Never,
            ["Drills:Schedule"] = Never,
            ["Access:Schedule"] = Never,
            ["Access:WatchSchedule"] = Never,
            ["Rightsizing:Changes:LaterWatchSchedule"] = Never,
            ["Remediation:Mode"] = "Apply",
            ["Remediation:FleetPercent"] = "20",
            ["Remediation:SubscriptionPercent"] = "34",
            ["Remediation:Scripts:kill-runaway:Sha256"] = HashOf(Cleans),
            ["Remediation:Scripts:kill-runaway-windows:Sha256"] = HashOf(Cleans),
            ["Remediation:Scripts:kill-runaway-windows:IsWindows"] = "true",
            ["Notifications:Webhooks:ops:Url"] = "https://hooks.contoso.example/ops",
            ["Notifications:Webhooks:ops:Secret"] = "a secret of more than 32 characters, of a test",
        };
        foreach (var (index, group) in deployment.ActionGroups.Index())
            settings[string.Create(CultureInfo.InvariantCulture, $"Remediation:ActionGroups:{index}")] = group;
        Rule("availability", AlertDeployment.Availability, "start", "restart", "redeploy");
        Rule("cpu", AlertDeployment.Cpu, "run-script kill-runaway", "run-script kill-runaway-windows", "restart");
        Rule("disk", AlertDeployment.Disk, "grow-disk");
        Rule("health", AlertDeployment.Health, "start", "restart", "redeploy");
        Rule("notice", "AvailabilityStatusChanged", "start", "restart", "redeploy");
        Rule("provisioning", AlertDeployment.Provisioning, "reapply");
        return settings;

        void Rule(string name, string alertRule, params string[] runbooks)
        {
            settings[$"Remediation:Rules:{name}:AlertRule"] = alertRule;
            foreach (var (index, runbook) in runbooks.Index())
            {
                var words = runbook.Split(' ');
                settings[string.Create(CultureInfo.InvariantCulture, $"Remediation:Rules:{name}:Runbooks:{index}:Name")] = words[0];
                if (words.Length > 1)
                    settings[string.Create(CultureInfo.InvariantCulture, $"Remediation:Rules:{name}:Runbooks:{index}:Script")] = words[1];
            }
        }
    }
}
