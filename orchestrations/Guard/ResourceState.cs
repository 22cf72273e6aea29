using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Who works on a resource and when it was last changed; a document of the state.</summary>
/// <param name="ResourceId">The resource, or the name of a group of them.</param>
[StateDocument(
    "guard/resources/*",
    Loss = "a claim is free again and a cooldown over before its time",
    Damage = "the resource counts as claimed for Guard:ClaimMinutes after the document was written, and as changed then",
    Mend = "nothing is needed")]
public sealed record ResourceState(string ResourceId) : ICheckedDocument
{
    /// <summary>Who works on it; null: nobody.</summary>
    public Claim? Claim { get; init; }

    /// <summary>When and by which capability it was last changed; null: never by us.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public string? ChangedBy { get; init; }

    public const string Folder = "guard/resources/";

    /// <summary>Name of the document.</summary>
    public static string NameOf(string resourceId) => Ids.Long(Folder, resourceId);

    public string? ProblemAs(string name) => name == NameOf(ResourceId) ? null : "it is of another resource";
}

/// <summary>One capability at a time works on a resource.</summary>
/// <param name="ExpiresAt">Then it is free, whatever became of the owner.</param>
public sealed record Claim(string Owner, string Capability, DateTimeOffset Since, DateTimeOffset ExpiresAt);
