using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>
/// Kills a process that works on a SQLite store at random moments, so often as asked; when a round of work is done before, the next begins.
/// Every result must equal that of an undisturbed run.
/// </summary>
internal static class KillTest
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kills = Arguments.Number(args, "--kills", 200, least: 0);
        var random = new Random(Arguments.Number(args, "--seed", 1, least: 0));
        var folder = Directory.CreateTempSubdirectory("kill-test").FullName;
        var watch = Stopwatch.StartNew();
        var (done, rounds, wrong) = (0, 0, 0);
        while (done < kills || rounds == 0)
        {
            var (killed, results) = await RoundAsync(folder, rounds, kills - done, random);
            var expected = await KillTestChild.WorkAsync(null, rounds, () => { });
            foreach (var (id, value) in expected.Where(e => !string.Equals(
                results.GetValueOrDefault(e.Key), e.Value, StringComparison.Ordinal)))
            {
                wrong++;
                await Console.Out.WriteLineAsync($"{id}: {results.GetValueOrDefault(id)} instead of {value}");
            }

            done += killed;
            rounds++;
            await Console.Out.WriteLineAsync($"round {rounds}: {killed} kills, {results.Count} results, {wrong} wrong so far");
        }

        Directory.Delete(folder, true);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} kills in {rounds} rounds of {KillTestWork.Instances} orchestrations, {watch.Elapsed.TotalSeconds:N0} s: {(wrong == 0 ? "every result as undisturbed" : $"{wrong} WRONG")}"));
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<(int Killed, Dictionary<string, string?> Results)> RoundAsync(
        string folder, int round, int kills, Random random)
    {
        var store = Path.Combine(folder, $"round{round}.db");
        var output = Path.Combine(folder, $"round{round}.json");
        var killed = 0;
        while (!File.Exists(output))
        {
            using var child = Start(store, round, output);
            if (killed < kills)
            {
                // After the host has started, mostly; now and then while it still loads.
                if (random.Next(8) > 0)
                {
                    await child.StandardOutput.ReadLineAsync();
                }

                await Task.WhenAny(child.WaitForExitAsync(), Task.Delay(random.Next(500)));
                if (!child.HasExited)
                {
                    child.Kill();
                    killed++;
                }
            }

            await child.WaitForExitAsync();
            if (child.ExitCode is not (0 or 137))
            {
                throw new InvalidOperationException($"The child ended with {child.ExitCode}: {await child.StandardError.ReadToEndAsync()}");
            }
        }

        return (killed, JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(output))!);
    }

    private static Process Start(string store, int round, string output)
    {
        // The executable beside this assembly, also where the tests have copied it.
        var executable = Path.Combine(AppContext.BaseDirectory, "OpsFunctions.Benchmarks" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false
        };
        foreach (var argument in new[] { "kill-test-child", store, round.ToString(CultureInfo.InvariantCulture), output })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
