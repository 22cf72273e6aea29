using System.Collections.Frozen;

namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>
/// The time zone of each public Azure region, by where Microsoft says it lies; of a country or state with several, that of the place named.
/// </summary>
public static class RegionTimeZones
{
    private static readonly FrozenDictionary<string, string> Zones = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["australiacentral"] = "Australia/Sydney",
        ["australiacentral2"] = "Australia/Sydney",
        ["australiaeast"] = "Australia/Sydney",
        ["australiasoutheast"] = "Australia/Melbourne",
        ["austriaeast"] = "Europe/Vienna",
        ["belgiumcentral"] = "Europe/Brussels",
        ["brazilsouth"] = "America/Sao_Paulo",
        ["brazilsoutheast"] = "America/Sao_Paulo",
        ["canadacentral"] = "America/Toronto",
        ["canadaeast"] = "America/Toronto",
        ["centralindia"] = "Asia/Kolkata",
        ["centralus"] = "America/Chicago",
        ["chilecentral"] = "America/Santiago",
        ["denmarkeast"] = "Europe/Copenhagen",
        ["eastasia"] = "Asia/Hong_Kong",
        ["eastus"] = "America/New_York",
        ["eastus2"] = "America/New_York",
        ["francecentral"] = "Europe/Paris",
        ["francesouth"] = "Europe/Paris",
        ["germanynorth"] = "Europe/Berlin",
        ["germanywestcentral"] = "Europe/Berlin",
        ["indonesiacentral"] = "Asia/Jakarta",
        ["israelcentral"] = "Asia/Jerusalem",
        ["italynorth"] = "Europe/Rome",
        ["japaneast"] = "Asia/Tokyo",
        ["japanwest"] = "Asia/Tokyo",
        ["jioindiacentral"] = "Asia/Kolkata",
        ["jioindiawest"] = "Asia/Kolkata",
        ["koreacentral"] = "Asia/Seoul",
        ["koreasouth"] = "Asia/Seoul",
        ["malaysiawest"] = "Asia/Kuala_Lumpur",
        ["mexicocentral"] = "America/Mexico_City",
        ["newzealandnorth"] = "Pacific/Auckland",
        ["northcentralus"] = "America/Chicago",
        ["northeurope"] = "Europe/Dublin",
        ["norwayeast"] = "Europe/Oslo",
        ["norwaywest"] = "Europe/Oslo",
        ["polandcentral"] = "Europe/Warsaw",
        ["qatarcentral"] = "Asia/Qatar",
        ["southafricanorth"] = "Africa/Johannesburg",
        ["southafricawest"] = "Africa/Johannesburg",
        ["southcentralus"] = "America/Chicago",
        ["southeastasia"] = "Asia/Singapore",
        ["southindia"] = "Asia/Kolkata",
        ["spaincentral"] = "Europe/Madrid",
        ["swedencentral"] = "Europe/Stockholm",
        ["swedensouth"] = "Europe/Stockholm",
        ["switzerlandnorth"] = "Europe/Zurich",
        ["switzerlandwest"] = "Europe/Zurich",
        ["taiwannorth"] = "Asia/Taipei",
        ["taiwannorthwest"] = "Asia/Taipei",
        ["uaecentral"] = "Asia/Dubai",
        ["uaenorth"] = "Asia/Dubai",
        ["uksouth"] = "Europe/London",
        ["ukwest"] = "Europe/London",
        ["westcentralus"] = "America/Denver",
        ["westeurope"] = "Europe/Amsterdam",
        ["westindia"] = "Asia/Kolkata",
        ["westus"] = "America/Los_Angeles",
        ["westus2"] = "America/Los_Angeles",
        ["westus3"] = "America/Phoenix",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every region that is known, in order.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Zones.Keys.Order(StringComparer.Ordinal)];

    /// <summary>IANA name of a region's zone; null where the region is unknown: a guess would open windows by day.</summary>
    /// <param name="region">As Azure names it, <c>westeurope</c>; case and blanks do not matter.</param>
    public static string? Find(string region) => Zones.GetValueOrDefault(region.Replace(" ", "", StringComparison.Ordinal));
}
