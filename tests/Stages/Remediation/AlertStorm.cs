using System.Net;
using System.Text;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Stages.Remediation;

/// <summary>
/// Alerts by the thousand over HTTP, 64 in flight, with real outages behind some of them: several of a machine, doubled, late,
/// resolved, and a few that cannot be read; for a minute storage is down. The app works on them at the same time, in simulated time.
/// </summary>
internal sealed class AlertStorm : IAsyncDisposable
{
    public const int InFlight = 64;

    private const string Key = "a-key-of-the-alert-storm";
    private const int Waves = 8;

    private static readonly DateTimeOffset Start = new(2026, 6, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);
    private static readonly Uri Nobody = new("https://nobody.contoso.example/api/alerts");

    private readonly LocalApp _app;
    private readonly HttpClient _http;
    private readonly Random _random;
    private readonly List<(FiredAlert Alert, string Text)> _fired = [];
    private readonly PriorityQueue<string, int> _late = new();
    private readonly Queue<string> _again = new();
    private IReadOnlyList<Machine> _troubled = [];

    private AlertStorm(SimulatedAzure azure, LocalApp app, int seed)
    {
        (Azure, _app, _random) = (azure, app, new Random(seed));
        _http = new HttpClient { BaseAddress = app.Host.Address, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
    }

    public SimulatedAzure Azure { get; }

    public LocalApp App => _app;

    /// <summary>Bodies that were taken, and how often each.</summary>
    public Dictionary<string, int> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers by status.</summary>
    public SortedDictionary<int, int> Answers { get; } = [];

    public int Unreadable { get; private set; }

    public int Outages => _troubled.Count;

    /// <summary>How far remediation may go at once: large enough that limits of machine, pool and application are met, too.</summary>
    public static RemediationShares Shares { get; } = new(Application: 34, Subscription: 34, Fleet: 20);

    public static async Task<AlertStorm> OpenAsync(int machines, int seed)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = machines, Seed = seed, Start = Start }, Start = Start, SpellsIds = true,
        });
        var settings = RemediationStage.Settings(AlertDeployment.Set(azure, Nobody, days: 1));
        foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
            settings[name] = scope;
        settings["Ops:KeyHashes:0"] = AccessKeys.HashOf(Key);
        settings["Remediation:Guard:BreakerPercent"] = "30";
        var options = LocalApp.On(azure);
        var app = await LocalApp.StartAsync(options with
        {
            Settings = settings,
            // All that is due runs at the same time: what is wrong between two of them must be able to happen.
            Host = options.Host with { InSequence = false, HttpPort = 0, MaxConcurrentActivities = InFlight, MaxConcurrentTurns = 10 },
        });
        return new(azure, app, seed);
    }

    /// <summary>Sends so many, then lets time pass until what they began has ended.</summary>
    /// <param name="told">Told how far it is.</param>
    public async Task RunAsync(int count, Action<string> told)
    {
        _troubled = Troubled();
        var (batches, downAt) = ((count + InFlight - 1) / InFlight, count / InFlight / 3);
        await PassAsync(TimeSpan.FromMinutes(10));
        for (var (batch, drawn) = (0, 0); drawn < count || _late.Count > 0 || _again.Count > 0; batch++)
        {
            if (batch % Math.Max(1, batches / Waves) == 0)
                Break(batch / Math.Max(1, batches / Waves));
            if (batch == downAt)
                Azure.Faults.Add(new FaultRule
                {
                    Target = ".core.windows.net", From = Now, Until = Now.AddMinutes(1), Status = 503, Code = "ServerBusy",
                });
            var bodies = Next(batch, ref drawn, count).ToList();
            await Parallel.ForEachAsync(
                bodies, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (body, ct) => await SendAsync(body, ct));
            await PassAsync(Step);
            if (batch % 20 == 0)
                told(FormattableString.Invariant($"  {Now:HH:mm} {drawn} of {count} sent"));
        }
        // Six attempts at most, with their verification and the cooldown between them.
        for (var hour = 0; hour < 7; hour++)
            await PassAsync(TimeSpan.FromHours(1));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Azure.DisposeAsync();
    }

    private DateTimeOffset Now => Azure.Time.GetUtcNow();

    private Task PassAsync(TimeSpan time) => new SimulatedTime(Azure, _app.Host).RunUntilAsync(Now + time, _ => { }, default);

    // Every machine behind a load balancer, so that those of one pool fail together, and others until it is three of ten.
    private List<Machine> Troubled()
    {
        var running = Azure.Fleet.Machines.Where(one => one.IsRunning(Now)).ToList();
        var pooled = running.Where(one => LoadBalancing.PoolOf(one) is not null).Take(running.Count / 5);
        return [.. pooled.Concat(running.OrderBy(_ => _random.Next())).Distinct().Take(running.Count * 3 / 10)];
    }

    private void Break(int wave)
    {
        foreach (var (index, machine) in _troubled.Index().Where(one => one.Index % Waves == wave && one.Item.IsRunning(Now)))
        {
            var kind = index % 5 == 4 ? OutageKind.DeadGuest : OutageKind.Hung;
            Azure.Outages.Begin(machine, kind, new OutageOptions { HeedsRestart = index % 3 > 0 });
        }
    }

    private IEnumerable<string> Next(int batch, ref int drawn, int count)
    {
        List<string> bodies = [];
        while (bodies.Count < InFlight && _again.TryDequeue(out var again))
            bodies.Add(again);
        while (bodies.Count < InFlight && _late.TryPeek(out _, out var due) && (due <= batch || drawn == count))
            bodies.Add(_late.Dequeue());
        for (; bodies.Count < InFlight && drawn < count; drawn++)
        {
            if (_random.Next(10) == 0)
                _late.Enqueue(Draw(), batch + _random.Next(2, 40));
            else
                bodies.Add(Draw());
        }
        return bodies;
    }

    private string Draw()
    {
        switch (_random.Next(100))
        {
            case 0:
                return FormattableString.Invariant(
                    $"{{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":{{\"n\":{_random.Next()}}}}}");
            case < 25 when _fired.Count > 0:
                return _fired[^_random.Next(1, Math.Min(_fired.Count, 400) + 1)].Text;
            case < 38 when _fired.Count > 0:
                return Resolved(_fired[^_random.Next(1, Math.Min(_fired.Count, 400) + 1)].Alert);
            case < 44:
                // Its end overtakes it.
                var (alert, text) = Fire();
                _again.Enqueue(text);
                return Resolved(alert);
            default:
                return Fire().Text;
        }
    }

    private string Resolved(FiredAlert alert)
    {
        // What really holds is not resolved.
        if (_troubled.Any(one => one.Id == alert.Target))
            return SimulatedAlerts.Payload(alert);
        if (Azure.Alerts.Find(alert.Id) is { ResolvedAt: null })
            Azure.Alerts.Resolve(alert.Id);
        return SimulatedAlerts.Payload(Azure.Alerts.Find(alert.Id) ?? alert);
    }

    private (FiredAlert Alert, string Text) Fire()
    {
        var machine = _troubled.Count > 0 && _random.Next(3) == 0
            ? _troubled[_random.Next(_troubled.Count)]
            : Azure.Fleet.Machines[_random.Next(Azure.Fleet.Machines.Count)];
        var home = $"/subscriptions/{machine.SubscriptionId}/";
        var rules = Azure.Alerts.Engine.Rules.Metrics.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)).ToList();
        // Mostly whether it is there: that is what outages are.
        var rule = _random.Next(4) == 0
            ? rules[^1]
            : rules.First(one => one.Id.EndsWith(AlertDeployment.Availability, StringComparison.Ordinal));
        var alert = Azure.Alerts.Fire(machine.Id, rule.Id, one => one with
        {
            SignalType = "Metric", Severity = FormattableString.Invariant($"Sev{rule.Severity}"), Window = rule.Window,
            Context = AlertContexts.Of(rule, machine, Now, [.. rule.Criteria.Select(static _ => (double?)0)]),
        });
        var fired = (alert, SimulatedAlerts.Payload(alert));
        _fired.Add(fired);
        return fired;
    }

    private async Task SendAsync(string body, CancellationToken ct)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("api/alerts", UriKind.Relative), content, ct);
        lock (Taken)
        {
            Answers[(int)answer.StatusCode] = Answers.GetValueOrDefault((int)answer.StatusCode) + 1;
            if (answer.StatusCode != HttpStatusCode.Accepted)
                _again.Enqueue(body);
            else
            {
                Taken[body] = Taken.GetValueOrDefault(body) + 1;
                Unreadable += AlertReader.Read(body).Problem is null ? 0 : 1;
            }
        }
    }
}

/// <summary>Shares of machines that may be unhealthy, in cure or in watch, percent.</summary>
internal sealed record RemediationShares(int Application, int Subscription, int Fleet);
