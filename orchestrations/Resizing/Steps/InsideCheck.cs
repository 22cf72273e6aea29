using System.Globalization;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>What a machine says of itself from inside.</summary>
/// <param name="Ports">TCP ports on which something listens, those that the system hands out for a while left out.</param>
/// <param name="Failed">Services that failed: units of systemd, or automatic services of Windows that ended with an error.</param>
public sealed record InsideView(IReadOnlyList<int> Ports, IReadOnlyList<string> Failed);

/// <summary>Asks a machine from inside how it is, and compares it with what it was before a change.</summary>
internal static partial class InsideCheck
{
    /// <summary>
    /// For a shell: what the kernel itself lists, so that no tool has to be installed. Uptime comes last: an answer is cut at its
    /// beginning.
    /// </summary>
    public const string Shell = """
        for p in $(awk 'FNR > 1 && $4 == "0A" { split($2, a, ":"); print a[2] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u); do
          n=$(printf '%d' "0x$p"); [ "$n" -lt 32768 ] && echo "listen=$n"
        done | head -200
        systemctl list-units --state=failed --plain --no-legend 2>/dev/null | awk '{ print "failed=" substr($1, 1, 60) }' | head -20
        echo "uptime=$(cut -d. -f1 /proc/uptime)"
        """;

    public const string PowerShell = """
        Get-NetTCPConnection -State Listen -ErrorAction SilentlyContinue | Where-Object LocalPort -lt 49152 |
          Select-Object -ExpandProperty LocalPort -Unique | Sort-Object | Select-Object -First 200 | ForEach-Object { "listen=$_" }
        Get-CimInstance Win32_Service -Filter "StartMode='Auto' AND State<>'Running' AND ExitCode<>0" |
          Select-Object -First 20 | ForEach-Object { "failed=$($_.Name)" }
        "uptime=$([long]((Get-Date) - (Get-CimInstance Win32_OperatingSystem).LastBootUpTime).TotalSeconds)"
        """;

    /// <summary>Null: the answer is not one to these scripts, or its end is missing.</summary>
    public static InsideView? Read(string? output)
    {
        // Run Command tells lines apart as the machine does; in JSON they are escaped.
        var text = (output ?? "").Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        if (!UptimePattern().IsMatch(text))
            return null;
        var ports = ListenPattern().Matches(text).Select(match => int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
        var failed = FailedPattern().Matches(text).Select(match => match.Groups["unit"].Value);
        return new([.. ports.Distinct().Order()], [.. failed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What worked before and does not now; null: nothing.</summary>
    public static string? Missing(InsideView before, InsideView now)
    {
        if (now.Failed.Except(before.Failed, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } failed)
            return $"its service {failed} has failed, and had not before";
        var ports = before.Ports.Except(now.Ports).ToList();
        return ports.Count == 0 ? null : Invariant($"nothing listens on its port {ports[0]} any more");
    }

    [GeneratedRegex(@"\blisten=(?<port>\d{1,5})\b", RegexOptions.NonBacktracking)]
    private static partial Regex ListenPattern();

    [GeneratedRegex(@"\bfailed=(?<unit>[A-Za-z0-9@_.:-]{1,60})", RegexOptions.NonBacktracking)]
    private static partial Regex FailedPattern();

    [GeneratedRegex(@"\buptime=\d{1,12}\b", RegexOptions.NonBacktracking)]
    private static partial Regex UptimePattern();
}
