using System.Globalization;

namespace OpsFunctions.Simulator.Guests;

/// <summary>
/// The lines of a script that probe from inside: «tcp web 10.9.0.4 443», «http web http://10.9.0.4/», «token identity», «dns names
/// contoso.example», «disks», «service app», «content». The definitions of these words, bash's or PowerShell's, are not looked at.
/// </summary>
internal static class GuestProbes
{
    private static readonly Dictionary<string, int> Arguments = new(StringComparer.Ordinal)
    {
        ["tcp"] = 3, ["http"] = 2, ["token"] = 1, ["dns"] = 2, ["disks"] = 0, ["service"] = 1, ["content"] = 0,
    };

    /// <summary>In order; none: the script asks for nothing of the kind.</summary>
    public static IReadOnlyList<string[]> Of(string script) =>
        [.. script.Split('\n').Select(Words).Where(static words => words.Length > 0
            && Arguments.TryGetValue(words[0], out var count) && words.Length == count + 1
                && !words.Any(static word => word is "{" or "()"))];

    public static string Answer(SimulatedAzure azure, Machine machine, IEnumerable<string[]> probes)
    {
        var reach = new GuestReach(azure, machine);
        return string.Concat(probes.Select(one => Line(azure, machine, reach, one) + "\n"));
    }

    private static string Line(SimulatedAzure azure, Machine machine, GuestReach reach, string[] probe) => probe switch
    {
        ["tcp", var name, var host, var port] => Open(name, Number(port) is { } number && reach.Reaches(host, number)),
        ["http", var name, var address] => $"{name}={(IsThere(reach, address) ? "200" : "000")}",
        ["token", var name] => Open(name, reach.HasMetadata()),
        ["dns", var name, _] => Open(name, reach.Resolves()),
        ["service", var name] =>
            $"service.{name}={(machine.TroubleAt(azure.Time.GetUtcNow()) is GuestTrouble.None ? "active" : "inactive")}",
        ["disks"] => GuestDisks.Count(machine, azure.Time.GetUtcNow()),
        _ => "content=" + (GuestDisks.HoldOneMoment(machine) ? "consistent" : "torn"),
    };

    private static bool IsThere(GuestReach reach, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && reach.Reaches(uri.Host, uri.Port);

    private static string Open(string name, bool isOpen) => $"{name}={(isOpen ? "open" : "closed")}";

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Words(string line) => [.. line.Trim().TrimEnd(';')
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Trim('"', '\''))];
}
