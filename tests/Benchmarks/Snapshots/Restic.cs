using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>The program restic, with a repository of its own in a folder that goes with it. All its times are UTC.</summary>
internal sealed class Restic : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("restic").FullName;

    /// <summary>As the program tells it: <c>0.14.0</c>.</summary>
    public Version Version { get; private set; } = new();

    /// <returns>Null where it is not installed.</returns>
    public static async Task<Restic?> OpenAsync()
    {
        var restic = new Restic();
        try
        {
            var words = (await restic.RunAsync("version")).Split(' ');
            restic.Version = Version.Parse(words[1].Split('-')[0]);
        }
        catch (Win32Exception)
        {
            restic.Dispose();
            return null;
        }
        await File.WriteAllTextAsync(Path.Combine(restic._folder, "file"), "a few bytes");
        await restic.RunAsync("init");
        return restic;
    }

    /// <summary>A snapshot of a tiny file; a host is a timeline of its own.</summary>
    public Task BackUpAsync(string host, DateTimeOffset at) => RunAsync(
        "backup", "--host", host, "--time", at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Path.Combine(_folder, "file"));

    /// <returns>What it would keep, by host; nothing is deleted.</returns>
    public async Task<Dictionary<string, HashSet<DateTimeOffset>>> KeptAsync(KeepRules rules)
    {
        using var groups = JsonDocument.Parse(
            await RunAsync(["forget", "--no-lock", "--dry-run", "--json", "--group-by", "host", .. Options(rules)]));
        return groups.RootElement.EnumerateArray().ToDictionary(
            group => group.GetProperty("host").GetString()!,
            group => group.GetProperty("keep").EnumerateArray().Select(kept => kept.GetProperty("time").GetDateTimeOffset()).ToHashSet(),
            StringComparer.Ordinal);
    }

    public static IEnumerable<string> Options(KeepRules rules)
    {
        foreach (var (option, count) in new[]
        {
            ("--keep-last", rules.KeepLast), ("--keep-hourly", rules.KeepHourly), ("--keep-daily", rules.KeepDaily),
            ("--keep-weekly", rules.KeepWeekly), ("--keep-monthly", rules.KeepMonthly), ("--keep-yearly", rules.KeepYearly),
        }.Where(one => one.Item2 > 0))
        {
            yield return option;
            yield return count.ToString(CultureInfo.InvariantCulture);
        }
        if (rules.KeepWithin > TimeSpan.Zero)
        {
            yield return "--keep-within";
            yield return string.Create(CultureInfo.InvariantCulture, $"{rules.KeepWithin.TotalHours}h");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("restic") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["--repo", Path.Combine(_folder, "repository"), "--no-cache", .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["RESTIC_PASSWORD"] = "rehearsal";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        using var guard = new CancellationTokenSource(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(guard.Token), process.StandardError.ReadToEndAsync(guard.Token));
            await process.WaitForExitAsync(guard.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"restic {arguments[0]} ended with {process.ExitCode}: {await error}");
        }
        catch (OperationCanceledException cancelled)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"restic {arguments[0]} took longer than {Patience.TotalSeconds:0} s", cancelled);
        }
    }
}
