namespace OpsFunctions.Orchestrations.Settings;

/// <summary>
/// Client ids of the app's user-assigned managed identities, GUIDs: all four or none. None: the system-assigned identity does everything.
/// </summary>
public sealed record IdentitySettings
{
    /// <summary>Reads, and keeps state, evidence, reports and queues.</summary>
    public string? Read { get; init; }

    /// <summary>Changes what is in production.</summary>
    public string? Act { get; init; }

    /// <summary>Builds drills.</summary>
    public string? Drill { get; init; }

    /// <summary>Audits access.</summary>
    public string? Audit { get; init; }

    /// <summary>The client id; null: the system-assigned identity.</summary>
    public string? Of(AzureIdentity identity) => (identity switch
    {
        AzureIdentity.Act => Act,
        AzureIdentity.Drill => Drill,
        AzureIdentity.Audit => Audit,
        _ => Read,
    }) is { Length: > 0 } id ? id : null;

    internal IEnumerable<string> Problems()
    {
        var all = Enum.GetValues<AzureIdentity>();
        foreach (var one in all)
            if (Of(one) is { } id && !Ids.IsGuid(id))
                yield return $"Identities:{one} is '{Words.Shown(id)}'; it must be the identity's client id, a GUID of 8-4-4-4-12 digits";
        if (all.Any(one => Of(one) is null) && all.Any(one => Of(one) is not null))
            yield return $"Identities lacks {string.Join(", ", all.Where(one => Of(one) is null))}; name all four or none";
        var given = all.Select(Of).OfType<string>().ToList();
        if (given.Distinct(StringComparer.OrdinalIgnoreCase).Count() < given.Count)
            yield return "Identities names one client id twice; each identity is one of its own";
    }
}
