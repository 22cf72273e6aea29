using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// What every resource of Compute must be given: a name that its kind allows, a location, not too many tags, a known kind of storage.
/// </summary>
internal static partial class ComputeNames
{
    // Documented: what a resource can have.
    private const int MostTags = 50;

    private static readonly string[] DiskKinds =
        ["Standard_LRS", "Premium_LRS", "StandardSSD_LRS", "UltraSSD_LRS", "PremiumV2_LRS", "Premium_ZRS", "StandardSSD_ZRS"];

    private static readonly string[] SnapshotKinds = ["Standard_LRS", "Premium_LRS", "Standard_ZRS"];

    /// <summary>Why that is refused; null: it is not.</summary>
    /// <param name="type">For example Microsoft.Compute/snapshots.</param>
    /// <param name="name">Its name.</param>
    /// <param name="location">Null: none was sent.</param>
    /// <param name="tags">Null: none were sent.</param>
    public static Outcome? Refusal(string type, string name, string? location, IReadOnlyDictionary<string, string>? tags)
    {
        if (string.IsNullOrWhiteSpace(location))
            return Outcome.Refused(400, "LocationRequired", "The location property is required for this definition.");
        if (Regions.Named(location) is null)
        {
            var offered = string.Join(',', Regions.All.Select(region => region.Name));
            return Outcome.Refused(
                400, "LocationNotAvailableForResourceType",
                $"The provided location '{location}' is not available for resource type '{type}'. List of available regions for the resource type is '{offered}'.");
        }
        if (TooMany(tags) is { } many)
            return many;
        return (type.EndsWith("/virtualMachines", StringComparison.Ordinal) ? MachineName() : DiskName()).IsMatch(name) ? null
            : Outcome.Refused(
            400, "InvalidParameter", $"The entity name '{name}' is invalid according to its validation rule: {DiskName()}.");
    }

    /// <summary>Null: there are not too many.</summary>
    public static Outcome? TooMany(IReadOnlyDictionary<string, string>? tags) => tags?.Count > MostTags
        ? Outcome.Refused(
            400, "InvalidTagCount", FormattableString.Invariant($"The number of tags {tags.Count} exceeds the maximum of {MostTags}."))
        : null;

    /// <summary>Null: disks can be of that kind.</summary>
    public static Outcome? DiskKind(string? kind) => Kind(kind, DiskKinds, "disk.sku.name");

    /// <summary>Null: snapshots can be of that kind.</summary>
    public static Outcome? SnapshotKind(string? kind) => Kind(kind, SnapshotKinds, "snapshot.sku.name");

    /// <summary>Null: the value is one of them.</summary>
    public static Outcome? OneOf(string? value, string parameter, params string[] known) => Kind(value, known, parameter);

    /// <summary>The id as it was asked for: Azure writes the group as the request does, the rest as it was created.</summary>
    public static string AsAsked(Exchange exchange, string id)
    {
        var group = exchange.Route["group"];
        var from = id.IndexOf("/resourceGroups/", StringComparison.OrdinalIgnoreCase);
        if (from < 0)
            return id;
        from += "/resourceGroups/".Length;
        return id.AsSpan(from, group.Length).Equals(group, StringComparison.Ordinal) ? id
            : string.Concat(id.AsSpan(0, from), group, id.AsSpan(from + group.Length));
    }

    /// <summary>The id as lists write it: the group in capitals.</summary>
    public static string AsListed(string id)
    {
        var segments = id.Split('/');
        segments[4] = segments[4].ToUpperInvariant();
        return string.Join('/', segments);
    }

    private static Outcome? Kind(string? kind, string[] known, string parameter) =>
        kind is null || known.Contains(kind, StringComparer.OrdinalIgnoreCase)
        ? null
        : Outcome.Refused(
            400, "InvalidParameter",
            $"The value '{kind}' of parameter '{parameter}' is out of range. The value must be one of '{string.Join("', '", known)}'.",
            new() { ["target"] = parameter });

    [GeneratedRegex(@"^[^_\W][\w\-._]{0,78}\w$|^[^_\W]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DiskName();

    [GeneratedRegex(@"^[^_\W][\w\-.]{0,62}[\w]$|^[^_\W]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MachineName();
}
