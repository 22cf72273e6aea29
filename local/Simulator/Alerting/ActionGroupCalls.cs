using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>
/// Action groups tell their webhooks. Documented: ten seconds for an answer; tried again on 408, 429, 503, 504 and without an answer, up to
/// five times; then no action group calls the address for fifteen minutes. That what comes up meanwhile is lost is assumed.
/// </summary>
internal sealed class ActionGroupCalls(SimulatedAzure azure)
{
    /// <summary>Application of Azure's action groups, and its role with whoever is told.</summary>
    public const string Application = "461e8683-5575-4561-ac7f-899cc907d62a";
    public const string Role = "ActionGroupsSecureWebhook";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);
    private static readonly int[] Waits = [5, 20, 5, 40, 5];

    private readonly ConcurrentDictionary<string, DateTimeOffset> _silent = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<AlertDelivery> _all = new();
    private int _inFlight;

    /// <summary>Null: nobody can be reached, and nothing is sent.</summary>
    public AlertDeliveryOptions? Options { get; set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public IReadOnlyList<AlertDelivery> All => [.. _all];

    public void Tell(FiredAlert alert, IEnumerable<string> groups)
    {
        if (Options is not { } options)
            return;
        // Documented: five groups a rule at most, in no order.
        foreach (var id in groups.Distinct(StringComparer.OrdinalIgnoreCase).Take(5))
        {
            if (azure.Resources.Store.Find(id) is not { } group || group.Properties.Flag("enabled") is false)
                continue;
            foreach (var receiver in group.Properties.Objects("webhookReceivers"))
            {
                if (receiver.Text("serviceUri") is { } address)
                    Begin(options, new Call(alert, CommonAlert.Text(alert), group.Id, address, TokenOf(options, receiver)));
            }
        }
    }

    private static string? TokenOf(AlertDeliveryOptions options, System.Text.Json.Nodes.JsonObject receiver) =>
        receiver.Flag("useAadAuth") is true ? options.Audience ?? receiver.Text("identifierUri") ?? "" : null;

    private void Begin(AlertDeliveryOptions options, Call call)
    {
        var draw = Noise.Mix(Noise.Of($"{call.Alert.Id} {call.Condition} {call.Group} {call.Address}"));
        if (Noise.Unit(Noise.Mix(draw, 1)) < options.Lost)
        {
            Note(call, 0, 0, AlertOutcome.Lost);
            return;
        }
        var latency = Between(options.ShortestLatency, options.LongestLatency, Noise.Mix(draw, 2));
        if (Noise.Unit(Noise.Mix(draw, 3)) < options.Late)
            latency += Between(TimeSpan.FromSeconds(30), options.LongestDelay, Noise.Mix(draw, 4));
        Plan(call, latency, draw, attempt: 1);
        if (Noise.Unit(Noise.Mix(draw, 5)) < options.Doubled)
            Plan(call, latency + Between(TimeSpan.Zero, TimeSpan.FromSeconds(30), Noise.Mix(draw, 6)), Noise.Mix(draw, 7), attempt: 1);
    }

    private void Plan(Call call, TimeSpan wait, ulong draw, int attempt)
    {
        azure.Later.Wake();
        azure.Later.Add(azure.Time.GetUtcNow() + wait, draw, () =>
        {
            Interlocked.Increment(ref _inFlight);
            _ = Try(call, draw, attempt);
        });
    }

    private async Task Try(Call call, ulong draw, int attempt)
    {
        try
        {
            if (_silent.TryGetValue(call.Address, out var until) && azure.Time.GetUtcNow() < until)
            {
                Note(call, attempt, 0, AlertOutcome.Silenced);
                return;
            }
            var status = await Send(call);
            if (status is >= 200 and < 300)
                Note(call, attempt, status, AlertOutcome.Delivered);
            else if (status is not (0 or 408 or 429 or 503 or 504))
                Note(call, attempt, status, AlertOutcome.Refused);
            else if (attempt <= Waits.Length)
            {
                Note(call, attempt, status, AlertOutcome.Retried);
                Plan(call, TimeSpan.FromSeconds(Waits[attempt - 1]), draw, attempt + 1);
            }
            else
            {
                Note(call, attempt, status, AlertOutcome.GivenUp);
                _silent[call.Address] = azure.Time.GetUtcNow() + Silence;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    // 0: no answer.
    private async Task<int> Send(Call call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Address);
        request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        request.Headers.UserAgent.ParseAdd("IcMBroadcaster/1.0");
        foreach (var (name, value) in Options!.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (call.Audience is { } audience)
        {
            var token = new UserToken
            {
                Audience = audience, Roles = [Role], ClientId = Application,
                ObjectId = Noise.Id(Noise.Of(Application), azure.TenantId).ToString(),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", azure.Entra.Issue(token));
        }
        using var limit = new CancellationTokenSource(Patience, azure.Time);
        try
        {
            using var answer = await Options.Send(request, limit.Token).WaitAsync(limit.Token);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
        {
            return 0;
        }
    }

    private void Note(Call call, int attempt, int status, AlertOutcome outcome) => _all.Enqueue(new AlertDelivery(
        azure.Time.GetUtcNow(), call.Alert.Id, call.Condition, call.Group, call.Address, attempt, status, outcome));

    private static TimeSpan Between(TimeSpan from, TimeSpan to, ulong draw) => from + ((to - from) * Noise.Unit(draw));

    private sealed record Call(FiredAlert Alert, string Body, string Group, string Address, string? Audience)
    {
        public string Condition => Alert.ResolvedAt is null ? "Fired" : "Resolved";
    }
}
