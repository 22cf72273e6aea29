using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations.Durable;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>Reads port and path of a probe from tags, and what it answered.</summary>
public static partial class ProbeAnswer
{
    private const string PortTag = "ops:probe-port";
    private const string PathTag = "ops:probe-path";

    /// <summary>The probe that the tags <c>ops:probe-port</c> and <c>ops:probe-path</c> ask for; null: none.</summary>
    /// <param name="problem">What is wrong with them; then there is no probe, and no change.</param>
    public static Probe? Read(IDictionary<string, string> tags, out string? problem)
    {
        problem = null;
        if (!tags.TryGetValue(PortTag, out var port))
            return null;
        var path = tags.TryGetValue(PathTag, out var told) ? told : "/";
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            problem = $"{PortTag} is no port, 1 to 65535";
        else if (!PathPattern().IsMatch(path))
            problem = $"{PathTag} is no path: a slash, then up to 100 of letters, digits, slash, dot, hyphen and underscore";
        return problem is null ? new(number, path) : null;
    }

    /// <summary>What is wrong with the answer; null: nothing. 2xx and 3xx are well.</summary>
    public static string? Problem(ChangeOutcome answer, Probe probe)
    {
        if (!answer.Succeeded)
            return Invariant($"its probe on port {probe.Port} could not be asked: {answer.Reason}");
        var status = StatusPattern().Match(answer.Output ?? "");
        return status.Success && status.Groups["status"].Value[0] is '2' or '3'
            ? null
            : Invariant(
                $"its probe on port {probe.Port} {probe.Path} answered {(status.Success ? status.Groups["status"].Value : "nothing")}");
    }

    [GeneratedRegex(@"^/[A-Za-z0-9/_.-]{0,100}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"status=(?<status>\d{3})", RegexOptions.NonBacktracking)]
    private static partial Regex StatusPattern();
}
