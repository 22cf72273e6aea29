using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>How often an operation was answered with a status; 0 stands for a connection that was cut.</summary>
public sealed record CallCount(string Operation, int Status, long Calls);

/// <summary>A call that changed something.</summary>
public sealed record RecordedChange(DateTimeOffset Time, string Operation, string Target, int Status);

/// <summary>An action that one of the suite's identities needed and was allowed, by each role that allows it there.</summary>
/// <param name="Identity">read, act, drill or audit.</param>
/// <param name="Role">Name of the role.</param>
/// <param name="Action">What it allowed.</param>
public sealed record UsedRight(string Identity, string Role, string Action);

/// <summary>
/// What a simulated Azure was asked, counted. Operations have the names of the REST specifications, for example VirtualMachines_Get.
/// </summary>
public sealed class CallLog
{
    private readonly ConcurrentDictionary<(string Operation, int Status), long> _counts = new();
    private readonly ConcurrentQueue<RecordedChange> _changes = new();
    private readonly ConcurrentDictionary<string, long> _actions = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<UsedRight, long> _uses = new();
    private readonly ConcurrentDictionary<(string Identity, string Action), long> _lacking = new();
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);

    /// <summary>All calls.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>Counts in order of operation and status.</summary>
    public IReadOnlyList<CallCount> Counts =>
    [
        // A copy in one go: meanwhile others count on.
        .. _counts.ToArray()
            .OrderBy(count => count.Key.Operation, StringComparer.Ordinal)
            .ThenBy(count => count.Key.Status)
            .Select(count => new CallCount(count.Key.Operation, count.Key.Status, count.Value)),
    ];

    /// <summary>Calls that changed something, oldest first; those to queues, which are many, are only counted.</summary>
    public IReadOnlyList<RecordedChange> Changes => [.. _changes];

    /// <summary>Requests that nothing here answers, method and address, in order of their text.</summary>
    public IReadOnlyList<string> Unknown => [.. _unknown.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Actions that calls needed a role for and were allowed, in order of their text: what a role allows beyond them, nothing uses.
    /// </summary>
    public IReadOnlyList<string> Actions => [.. _actions.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The same by identity and role, linked checks too: what a role allows beyond them, nothing uses.</summary>
    public IReadOnlyList<UsedRight> Uses =>
    [
        .. _uses.Keys.OrderBy(one => one.Identity, StringComparer.Ordinal).ThenBy(one => one.Role, StringComparer.Ordinal)
            .ThenBy(one => one.Action, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>What one of the suite's identities wanted to do and no role of its own allowed: identity and action, in order.</summary>
    public IReadOnlyList<string> Lacking =>
        [.. _lacking.Keys.Select(one => $"{one.Identity}: {one.Action}").Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Calls of one operation, whatever the answer.</summary>
    public long Of(string operation) =>
        Counts.Where(count => string.Equals(count.Operation, operation, StringComparison.Ordinal)).Sum(count => count.Calls);

    /// <summary>Calls of one operation that were answered with that status.</summary>
    public long Of(string operation, int status) => _counts.GetValueOrDefault((operation, status));

    internal void Add(string operation, int status) => _counts.AddOrUpdate((operation, status), 1, static (_, count) => count + 1);

    internal void AddAction(string action) => _actions.AddOrUpdate(action, 1, static (_, count) => count + 1);

    internal void AddUse(UsedRight use) => _uses.AddOrUpdate(use, 1, static (_, count) => count + 1);

    internal void AddLacking(string identity, string action) => _lacking.AddOrUpdate((identity, action), 1, static (_, count) => count + 1);

    internal void AddChange(RecordedChange change) => _changes.Enqueue(change);

    internal void AddUnknown(string request) => _unknown.AddOrUpdate(request, 1, static (_, count) => count + 1);
}
