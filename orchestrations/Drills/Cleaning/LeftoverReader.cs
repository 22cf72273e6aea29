using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>What was found of a drill.</summary>
/// <param name="Left">Ids of the journal that still answer.</param>
/// <param name="Listed">Ids of the journal that are gone and that a list still shows.</param>
/// <param name="Asked">How many ids were asked for.</param>
internal sealed record Leftovers(
    IReadOnlyList<LeftResource> Left, IReadOnlyList<string> Listed, IReadOnlyList<string> Foreign, IReadOnlyList<string> OfAzure, int Asked)
{
    /// <summary>Why a list could not be read, so that nothing is proved clean; null: all were.</summary>
    public string? Unread { get; init; }
}

/// <summary>Looks for what is left of a drill: each id by itself, then the lists.</summary>
public sealed class LeftoverReader(CloneReader clones)
{
    private const string ListVersion = "2021-04-01";

    // What Azure makes by itself with the first network of a region (Microsoft Learn, Network Watcher).
    private const string WatcherGroup = "NetworkWatcherRG";

    /// <summary>Whose the drill's group is.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<GroupState> StateOfAsync(DrillJournal journal, CancellationToken ct)
    {
        using var found = await clones.FindAsync(ArmAddress.Of(journal.GroupId, "", ListVersion), ct);
        return found is null ? GroupState.Absent
            : SweepPolicy.IsOwn(journal, found.RootElement.Get("tags").Get(DrillNames.Tag).Text()) ? GroupState.Own
            : GroupState.Other;
    }

    /// <summary>Ids in the group that the journal does not have; below what it has, everything is the drill's.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<IReadOnlyList<string>> ForeignAsync(DrillJournal journal, CancellationToken ct) =>
        [.. (await ListedAsync(journal, ct)).Where(id => !IsOwn(journal, id))];

    internal async Task<Leftovers> ReadAsync(DrillJournal journal, CancellationToken ct)
    {
        if (await StateOfAsync(journal, ct) == GroupState.Other)
            return new([], [], [journal.GroupId], [], 1);
        var (left, asked) = (new List<LeftResource>(), 0);
        // Checks go with their machine: they have no life of their own.
        foreach (var resource in journal.Resources.Where(one => one.Kind != DrillKind.Check))
        {
            asked++;
            using var found = await clones.FindAsync(ArmAddress.Of(resource.Id, "", resource.Version), ct);
            if (found is not null)
                left.Add(new(resource.Id, resource.UsdPerHour, resource.Kind == DrillKind.Group
                    ? CommandOf(journal)
                    : $"az resource delete --ids {resource.Id}"));
        }
        var unread = new List<string>();
        var listed = await OrAsync(unread, () => ListedAsync(journal, ct));
        var tagged = await OrAsync(unread, () => TaggedAsync(journal, ct));
        var foreign = listed.Concat(tagged).Where(id => !IsOwn(journal, id)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        // A group that stays for what others put into it is no leftover of the drill.
        if (left is [{ Id: var only }] && only == journal.GroupId && foreign.Exists(id => ScopeRule.Holds(journal.GroupId, id)))
            left.Clear();
        return new(
            left,
            [.. listed.Concat(tagged).Where(id => IsOwn(journal, id) && !left.Exists(one => Is(one.Id, id)))
                .Distinct(StringComparer.OrdinalIgnoreCase)],
            foreign, await OrAsync([], () => WatchersAsync(journal, ct)), asked)
        {
            Unread = unread.Count > 0 ? string.Join("; ", unread) : null,
        };
    }

    internal static string CommandOf(DrillJournal journal) =>
        $"az group delete --yes --subscription {journal.Subscription} --name {ArmId.NameOf(journal.GroupId)}";

    // A list that is refused hides nothing of what was asked for by its id.
    private static Task<IReadOnlyList<string>> OrAsync(List<string> unread, Func<Task<IReadOnlyList<string>>> list) =>
        RefusedRead.OrAsync(list, failure =>
        {
            unread.Add($"{failure.Code}: {Words.OneLine(failure.Words)}");
            return [];
        });

    private async Task<IReadOnlyList<string>> ListedAsync(DrillJournal journal, CancellationToken ct) =>
        [.. (await clones.ListAsync(ArmAddress.Of(journal.GroupId, "/resources", ListVersion), row => row.Get("id").Text(), ct)
            ?? []).OfType<string>()];

    // What bears the drill's tag anywhere in the subscription: a policy may have made a backup of a clone elsewhere.
    private async Task<IReadOnlyList<string>> TaggedAsync(DrillJournal journal, CancellationToken ct)
    {
        var filter = Uri.EscapeDataString($"tagName eq '{DrillNames.Tag}' and tagValue eq '{journal.DrillId}'");
        var address = new Uri(ArmAddress.Of($"/subscriptions/{journal.Subscription}", "/resources", ListVersion) + $"&$filter={filter}");
        return [.. (await clones.ListAsync(address, row => row.Get("id").Text(), ct) ?? []).OfType<string>()];
    }

    private async Task<IReadOnlyList<string>> WatchersAsync(DrillJournal journal, CancellationToken ct)
    {
        var address = ArmAddress.Of($"/subscriptions/{journal.Subscription}/resourceGroups/{WatcherGroup}", "/resources", ListVersion);
        return
        [
            .. (await clones.ListAsync(address, row => row.Get("id").Text(), ct) ?? []).OfType<string>()
                .Where(id => id.EndsWith($"_{journal.Region}", StringComparison.OrdinalIgnoreCase)),
        ];
    }

    private static bool IsOwn(DrillJournal journal, string id) =>
        journal.Resources.Any(one => one.Kind != DrillKind.Group && ScopeRule.Holds(one.Id, id));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
