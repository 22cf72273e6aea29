using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure;

namespace OpsFunctions.Stages.Replay;

/// <summary>Puts one recording through simulated Azure and tells where its answers differ.</summary>
internal sealed partial class ReplayRun
{
    // Longer than anything that a recording waited for.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private static readonly string[] HeadersThatMatter = ["azure-asyncoperation", "location", "etag", "x-ms-failure-cause"];

    private static readonly string[] Between = ["InProgress", "Creating", "Updating", "Deleting"];

    private readonly Tenant _tenant;
    private readonly Recording _recording;
    private readonly Presupposed _presupposed;
    private readonly Conditions _conditions;
    private readonly Dictionary<string, string> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Difference> _found = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string? _last;
    private DateTimeOffset? _at;

    private ReplayRun(Tenant tenant, Recording recording)
    {
        (_tenant, _recording) = (tenant, recording);
        _presupposed = new Presupposed(tenant, recording);
        _conditions = new Conditions(tenant, _presupposed, recording);
    }

    public static async Task<IReadOnlyList<Difference>> RunAsync(Recording recording)
    {
        // What was there had been there for days.
        var recorded = recording.Steps.Select(static step => step.At).Where(static at => at is not null).Min()
            ?? new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        await using var tenant = await Tenant.StartAsync(recorded.AddDays(-4));
        var run = new ReplayRun(tenant, new Adaptation(tenant.Azure).Of(recording));
        await run._conditions.PrepareAllAsync();
        tenant.Azure.Clock.AdvanceTo(recorded > tenant.Azure.Time.GetUtcNow() ? recorded : tenant.Azure.Time.GetUtcNow());
        foreach (var step in run._recording.Steps)
        {
            try
            {
                await run.ReplayAsync(step);
            }
            catch (Exception e) when (
                e is InvalidOperationException or ArgumentException or FormatException or NullReferenceException or RequestFailedException)
            {
                // A recording of a kind that nobody here has seen: the others are still replayed.
                run.Add(step, $"cannot be replayed: {e.GetType().Name}: {e.Message}");
            }
        }
        foreach (var request in tenant.Azure.Calls.Unknown.Where(static one => one.Contains(" failed: ", StringComparison.Ordinal)))
            run._found.Add(new Difference(recording.Name, 0, request, "the simulator failed"));
        return run._found;
    }

    private async Task ReplayAsync(RecordedStep step)
    {
        if (step.At > _tenant.Azure.Time.GetUtcNow() && !IsMidst(step))
            _tenant.Azure.Clock.AdvanceTo(step.At.Value);
        var failed = _presupposed.Failed.Count;
        await _conditions.PrepareAsync(step);
        if (IsJustBegun(step) || IsMidst(step))
            _tenant.Advance(IsMidst(step) && step.At - _at is { } apart && apart > TimeSpan.Zero ? apart : TimeSpan.FromSeconds(11));
        else if (!IsInBetween(step))
            _tenant.Advance(Long);
        foreach (var (id, why) in _presupposed.Failed.Skip(failed).Where(one => _told.Add(one.Id + one.Why)))
            _found.Add(new Difference(_recording.Name, step.Number, id, why));
        var path = Polled(step);
        if (path is null)
        {
            // What was refused above has nothing to be asked for.
            if (_found.Count == 0)
                Add(step, "polls an operation that nothing began here");
            return;
        }
        var body = await _conditions.BodyAsync(step);
        var ours = await _tenant.SendAsync(step.Method, step.Host, path, body, _conditions.HeadersOf(step));
        _conditions.Restore();
        _at = step.At ?? _at;
        Remember(step, ours);
        Compare(step, ours);
        await FinishAsync(step, ours);
    }

    private void Compare(RecordedStep step, Answer ours)
    {
        if (ours.IsNotSimulated)
        {
            Add(step, $"not simulated: {ours.Body!["error"]!["notSimulated"]}");
            return;
        }
        if (ours.Status != step.Status)
        {
            Add(step, $"status {ours.Status} instead of {step.Status} ({ours.Short})");
            return;
        }
        foreach (var name in HeadersThatMatter)
        {
            // Where a document is the source there are no headers.
            if (step.Headers.Count == 0 && step.Status >= 400)
                continue;
            if (step.Headers.ContainsKey(name) != ours.Headers.ContainsKey(name) && !(name is "etag" && IsEtagCut(step)))
                Add(step, $"header {name} {(step.Headers.ContainsKey(name) ? "is missing" : "is there and should not be")}");
        }
        var (recorded, own) = (step.Headers.GetValueOrDefault("retry-after"), ours.Header("retry-after"));
        if (recorded != own && (recorded is not null || _recording.KeepsRetryAfter))
            Add(step, $"header retry-after is {own ?? "missing"} instead of {recorded ?? "missing"}");
        if (step.Answer is not null)
        {
            foreach (var what in new AnswerComparison(_recording.IsWhole, Elsewhere(step)).Compare(step.Answer, ours.Body))
                Add(step, what);
        }
    }

    // What the recorder left out of one answer of a resource it may have in another of the same kind.
    private bool IsEtagCut(RecordedStep step) => !_recording.IsWhole && !step.Headers.ContainsKey("etag") && step.Headers.Count <= 1;

    private HashSet<string> Elsewhere(RecordedStep step)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (_recording.IsWhole || step.Answer is not JsonObject answer || step.Status >= 400)
            return paths;
        var id = answer["id"]?.ToString();
        foreach (var other in _recording.Steps.Where(one => one != step && one.Status < 400 && id is not null))
        {
            if (other.Answer is JsonObject same && string.Equals(same["id"]?.ToString(), id, StringComparison.OrdinalIgnoreCase))
                Collect(same, "", paths);
        }
        return paths;
    }

    private static void Collect(JsonNode? node, string at, HashSet<string> paths)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Collect(item, at + "[]", paths);
        }
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            var path = at.Length == 0 ? name : $"{at}.{name}";
            paths.Add(path);
            Collect(value, path, paths);
        }
    }

    // An operation that the recording did not follow is followed all the same.
    private async Task FinishAsync(RecordedStep step, Answer ours)
    {
        if (step.Method is "GET" or "HEAD" || ours.Status is < 200 or >= 300 || IsPolledLater(step))
            return;
        var address = ours.Header("azure-asyncoperation") ?? ours.Header("location");
        if (address is null || IsFollowedInBetween(step))
            return;
        _tenant.Advance(Long);
        var end = await _tenant.SendAsync("GET", new Uri(address).Host, new Uri(address).PathAndQuery);
        var word = (end.Body as JsonObject)?["status"]?.ToString();
        if (end.Status is not (200 or 204) || word is not (null or "Succeeded"))
            Add(step, $"its operation ends with {end.Short} {word}");
    }

    private bool IsPolledLater(RecordedStep step) =>
        _recording.Steps.Skip(step.Number).TakeWhile(static one => one.Method is "GET").Any(one => new Address(one.Path).IsPoll);

    private bool IsFollowedInBetween(RecordedStep step) =>
        _recording.Steps.FirstOrDefault(one => one.Number > step.Number) is { } next && IsInBetween(next);

    // Somebody else began it.
    private static bool IsJustBegun(RecordedStep step) =>
        step.Method is "GET" && step.Answer?["properties"]?["provisioningState"]?.ToString() is "Creating";

    // Between two readings of something that is still being made.
    private bool IsMidst(RecordedStep step) => _recording.Steps.Any(one => one.Number < step.Number && IsJustBegun(one))
        && _recording.Steps.Any(one => one.Number >= step.Number && IsJustBegun(one));

    private bool IsInBetween(RecordedStep step)
    {
        if (step.Answer is not JsonObject answer)
            return step.Status == 202 && new Address(step.Path).IsPoll;
        var state = answer["properties"]?["provisioningState"]?.ToString() ?? answer["status"]?.ToString();
        return step.Method is "GET" && Between.Contains(state, StringComparer.Ordinal);
    }

    private void Remember(RecordedStep step, Answer ours)
    {
        if (step.Method is not "GET")
            _last = ours.Header("azure-asyncoperation") ?? ours.Header("location") ?? _last;
        foreach (var name in new[] { "azure-asyncoperation", "location" })
        {
            if (step.Headers.TryGetValue(name, out var theirs) && ours.Header(name) is { } own)
                _addresses[Key(theirs)] = own;
        }
    }

    // Null: the operation was begun by nothing that is known.
    private string? Polled(RecordedStep step)
    {
        if (!new Address(step.Path).IsPoll)
            return _conditions.PathOf(step);
        var own = _addresses.GetValueOrDefault(Key($"https://{step.Host}{step.Path}")) ?? _conditions.Began ?? _last;
        return own is null ? null : new Uri(own).PathAndQuery;
    }

    // The operation and whether its result is meant: a signature is another each time.
    private static string Key(string address)
    {
        var path = address.Split('?')[0];
        return path + (Monitor().IsMatch(address) ? "?monitor" : "");
    }

    private void Add(RecordedStep step, string what)
    {
        var difference = new Difference(_recording.Name, step.Number, step.Title, what);
        // Twenty entries of a list that lack the same lack it once.
        if (!_found.Contains(difference))
            _found.Add(difference);
    }

    [GeneratedRegex("[?&]monitor=true", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Monitor();
}
