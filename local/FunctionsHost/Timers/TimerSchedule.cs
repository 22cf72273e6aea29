using NCrontab;

namespace OpsFunctions.FunctionsHost.Timers;

/// <summary>A schedule in NCRONTAB, in UTC: six fields from seconds on, or five from minutes on.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule _crontab;

    private TimerSchedule(CrontabSchedule crontab) => _crontab = crontab;

    /// <summary><c>%Name%</c> stands for a setting; a setting that is missing or holds no schedule stops the start.</summary>
    public static TimerSchedule Parse(string function, string text, Func<string, string?> setting)
    {
        var resolved = NamedSettings.Resolve(text, setting, $"Timer function '{function}'");
        var fields = resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 };
        return fields is 5 or 6 && CrontabSchedule.TryParse(resolved, options) is { } crontab
            ? new TimerSchedule(crontab)
            : throw new InvalidOperationException($"Timer function '{function}': '{resolved}' is no six-field NCRONTAB schedule.");
    }

    /// <summary>First occurrence after that moment.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_crontab.GetNextOccurrence(after), DateTimeKind.Utc);
}
