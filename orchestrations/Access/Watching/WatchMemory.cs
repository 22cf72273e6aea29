using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Watching;

/// <summary>What the last look saw: object ids, no names.</summary>
/// <param name="LookedAt">When management groups, the root and the directory's logs were looked at.</param>
/// <param name="Rights">Ids of the assignments at each management group and the root.</param>
/// <param name="Seen">Entries of the directory's logs that were told.</param>
[StateDocument(
    Name,
    Loss = "rights that were given since the last look at a management group or the root are seen by the next audit",
    Damage = "the same",
    Mend = "nothing is needed; the next look learns it anew")]
public sealed record WatchMemory(
    DateTimeOffset LookedAt, IReadOnlyDictionary<string, IReadOnlyList<string>> Rights, IReadOnlyList<string> Seen)
{
    public const string Name = "access/watch";

    /// <summary>What that look could not read.</summary>
    [MayBeMissing]
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>A write of a right in a subscription, by Event Grid; it is looked up before anything is said.</summary>
/// <param name="Subject">Id of the assignment.</param>
[StateDocument(
    Folder + "*",
    Loss = "the right is seen by the next audit",
    Damage = "it is forgotten, and seen by the next audit",
    Mend = "nothing is needed")]
public sealed record NotedGrant(string Key, string Subject, DateTimeOffset NotedAt)
{
    public const string Folder = "access/noted/";

    public static string NameOf(string key) => Folder + key;
}

/// <summary>Something to tell people of.</summary>
/// <param name="Id">The same however often it is seen.</param>
/// <param name="IsPage">Somebody has to look now.</param>
public sealed record News(string Id, bool IsPage, string Title, string Text);

/// <summary>What a look saw.</summary>
/// <param name="Noted">Events that are settled.</param>
public sealed record Look(IReadOnlyList<News> News, IReadOnlyList<string> Noted, IReadOnlyList<string> Problems);
