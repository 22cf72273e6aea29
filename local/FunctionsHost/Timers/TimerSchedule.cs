using System.Text.RegularExpressions;
using NCrontab;

namespace OpsFunctions.FunctionsHost.Timers;

/// <summary>A schedule in NCRONTAB, in UTC: six fields from seconds on, or five from minutes on.</summary>
internal sealed partial class TimerSchedule
{
    private readonly CrontabSchedule _crontab;

    private TimerSchedule(CrontabSchedule crontab) => _crontab = crontab;

    /// <summary><c>%Name%</c> stands for a setting; a setting that is missing or holds no schedule stops the start.</summary>
    public static TimerSchedule Parse(string function, string text, Func<string, string?> setting)
    {
        var resolved = Setting().Replace(text, match => setting(Key(match))
            ?? throw new InvalidOperationException($"Timer function '{function}' needs setting '{match.Groups["name"].Value}', which is not set."));
        var fields = resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 };
        return fields is 5 or 6 && CrontabSchedule.TryParse(resolved, options) is { } crontab
            ? new TimerSchedule(crontab)
            : throw new InvalidOperationException($"Timer function '{function}': '{resolved}' is no six-field NCRONTAB schedule.");
    }

    /// <summary>First occurrence after that moment.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_crontab.GetNextOccurrence(after), DateTimeKind.Utc);

    // Environment variables cannot hold a colon everywhere, so both spellings name the same setting.
    private static string Key(Match match) => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();
}
