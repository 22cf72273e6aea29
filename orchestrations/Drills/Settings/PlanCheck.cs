using System.Globalization;
using System.Net;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Settings;

/// <summary>What is wrong with a plan, whatever Azure says. Pure.</summary>
internal static class PlanCheck
{
    private const int LongestName = 30;
    private const int LongestScript = 8000;

    public static IEnumerable<string> Problems(string name, DrillPlan plan, IList<string> subscriptions)
    {
        if (!IsName(name))
            yield return $"a plan's name is 1 to {LongestName} lower-case letters, digits and hyphens, since it becomes part of names";
        if (plan.SourceGroup.Length == 0 == (plan.SourceTag.Length == 0))
            yield return "it needs SourceGroup or SourceTag, and not both";
        if (plan.SourceGroup.Length > 0 && !IsGroup(plan.SourceGroup))
            yield return $"SourceGroup is '{Words.Shown(plan.SourceGroup)}'; it is /subscriptions/{{id}}/resourceGroups/{{name}}";
        if (plan.SourceTag.Length > 0 && !IsTag(plan.SourceTag))
            yield return $"SourceTag is '{Words.Shown(plan.SourceTag)}'; it is name=value, without quotes";
        if (plan.Subscription.Length > 0 && !subscriptions.Contains(plan.Subscription, StringComparer.OrdinalIgnoreCase))
            yield return $"Subscription is '{Words.Shown(plan.Subscription)}'; it must be one of Drills:Subscriptions";
        if (plan.Region.Length > 0 && !RegionName.IsRegion(plan.Region))
            yield return $"Region is '{Words.Shown(plan.Region)}'; it is lower-case letters and digits, such as westeurope";
        if (!DrillPoint.IsOne(plan.Point))
            yield return $"Point is '{Words.Shown(plan.Point)}'; it is newest, or a moment such as 2026-06-01T02:00:00Z";
        if (plan.RtoMinutes >= plan.TtlMinutes)
            yield return "TtlMinutes must be longer than RtoMinutes: else no drill can show that it missed its objective";
        if (plan.CanaryAddress.Length > 0 && !IsEndpoint(plan.CanaryAddress))
            yield return $"CanaryAddress is '{Words.Shown(plan.CanaryAddress)}'; it is an address and a port, such as 10.0.0.4:443";
        foreach (var problem in plan.Groups.Index().SelectMany(one => OfGroup(one.Index, one.Item)).Concat(Twice(plan)))
            yield return problem;
        foreach (var problem in plan.Validations.Index().SelectMany(one => OfValidation(one.Index, one.Item)))
            yield return problem;
    }

    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name[0] != '-' && name[^1] != '-'
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    internal static bool IsEndpoint(string text) => text.Split(':') is [var host, var port] && IsHost(host)
        // The library's own reading takes white space, too, and a line feed is the end of a script's line.
        && port.All(char.IsAsciiDigit) && int.TryParse(port, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65_536;

    private static IEnumerable<string> OfGroup(int index, DrillGroup group)
    {
        if (group.Machines.Count == 0)
            yield return $"Groups:{index} names no machine; name them, or * for all others";
        if (group.SettleSeconds is < 0 or > 3600)
            yield return $"Groups:{index}:SettleSeconds is {group.SettleSeconds}; it must be from 0 to 3600";
    }

    private static IEnumerable<string> Twice(DrillPlan plan) => plan.Groups.SelectMany(group => group.Machines)
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(names => names.Count() > 1)
        .Select(names => $"Groups names {Words.Shown(names.Key)} twice");

    private static IEnumerable<string> OfValidation(int index, DrillValidation one)
    {
        var problem = one.Kind switch
        {
            ValidationKind.Disks => null,
            ValidationKind.Service => IsService(one.Target) ? null : "a service's name: letters, digits and . _ - @",
            ValidationKind.Tcp => IsEndpoint(one.Target) ? null : "a host and a port, such as localhost:5432",
            ValidationKind.Http => IsAddress(one.Target) ? null : "an address, such as http://localhost:8080/health",
            _ when one.Target.Length is 0 or > LongestScript => $"a script of 1 to {LongestScript} characters",
            _ => one.Expected.Length == 0 ? "a script with Expected, which its output must contain" : null,
        };
        if (problem is not null)
            yield return $"Validations:{index}:Target is '{Words.Shown(one.Target)}'; for {one.Kind} it is {problem}";
        if (one.TimeoutSeconds is < 20 or > 5400)
            yield return $"Validations:{index}:TimeoutSeconds is {one.TimeoutSeconds}; it must be from 20 to 5400";
    }

    private static bool IsGroup(string id) =>
        ScopeRule.Problem(id) is null && ArmId.GroupNameOf(id) is not null && ArmId.GroupOf(id) is null;

    private static bool IsTag(string text) => text.Split('=') is [{ Length: > 0 and <= 512 }, { Length: > 0 and <= 256 }]
        && !text.Any(letter => letter is '\'' or '"' || char.IsControl(letter));

    // They become part of a script.
    private static bool IsService(string text) => text.Length is > 0 and <= 100
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@');

    private static bool IsHost(string text) => IPAddress.TryParse(text, out _) || (text.Length is > 0 and <= 253
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-'));

    private static bool IsAddress(string text) => text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && IsHost(address.Host)
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || ":/.-_?=&%".Contains(letter, StringComparison.Ordinal));
}
