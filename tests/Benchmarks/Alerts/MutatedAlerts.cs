using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Alerts;
using OpsFunctions.Stages.Remediation;

namespace OpsFunctions.Benchmarks.Alerts;

/// <summary>
/// Bodies with something wrong in them, drawn by seed, over HTTP into an app that may act: no 5xx, nothing done to a machine, and as many
/// live bytes at the end as after a tenth. Half of them are about a machine that is there. <c>alerts --mutated 100000 [--first 1]</c>.
/// </summary>
internal static class MutatedAlerts
{
    private const int InFlight = 64;
    private const string Key = "a-key-of-mutated-alerts";
    private const double MostGrowth = 1.25;
    private const double MiB = 1024 * 1024;
    private const int Shown = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var (cases, first) = (Arguments.Number(args, "--mutated", 100_000), Arguments.Number(args, "--first", 1));
        var (watch, folder) = (Stopwatch.StartNew(), Directory.CreateTempSubdirectory("ops-mutated-").FullName);
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 20, Start = DateTimeOffset.UtcNow }, Start = DateTimeOffset.UtcNow,
            Time = TimeProvider.System, Listens = true,
        });
        using var child = Start(azure, Path.Combine(folder, "hub.db"));
        try
        {
            return await RunAsync(azure, child, first, cases, watch);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(SimulatedAzure azure, Process child, int first, int cases, Stopwatch watch)
    {
        if (await child.StandardOutput.ReadLineAsync() is not { Length: > 0 } address)
            throw new InvalidOperationException($"The app did not start: {await child.StandardError.ReadToEndAsync()}");
        using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
        var (statuses, wrong) = (new SortedDictionary<int, int>(), new List<string>());
        var (tenth, read, machine) = (Math.Max(1, cases / 10), new int[2], azure.Fleet.Machines[0].Id.ToLowerInvariant());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeds {first} to {first + cases - 1}"));
        await SendAsync(first, tenth);
        var after = await LiveBytesAsync(azure, child);
        await SendAsync(first + tenth, cases - tenth);
        var end = await LiveBytesAsync(azure, child);
        var changes = azure.Calls.Changes.Where(RemediationStage.IsOfMachine).ToList();
        wrong.AddRange(changes.Select(one => $"{one.Operation} {one.Target}"));
        var ratio = (double)end / after;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cases} bodies, {InFlight} in flight: {string.Join(", ", statuses.Select(one => $"{one.Value} of {one.Key}"))}; "
            + $"{read[0]} understood, {read[1]} unreadable; {changes.Count} acts; live bytes {after / MiB:0.0} MiB after a tenth, "
            + $"{end / MiB:0.0} MiB at the end, ratio {ratio:0.00}; {watch.Elapsed.TotalSeconds:0} s"));
        foreach (var one in wrong.Take(Shown))
            Console.WriteLine($"  {one}");
        return wrong.Count == 0 && ratio <= MostGrowth ? 0 : 1;

        Task SendAsync(int from, int many) => Parallel.ForEachAsync(
            Enumerable.Range(from, many), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (seed, ct) =>
            {
                var mutation = AlertMutation.Of(seed);
                var body = seed % 2 == 0 ? About(mutation.Body, machine) : mutation.Body;
                using var content = new ByteArrayContent(body);
                using var answer = await http.PostAsync(new Uri("api/alerts", UriKind.Relative), content, ct);
                var status = (int)answer.StatusCode;
                var expected = body.Length > AlertQueue.MostBody ? 413 : 202;
                var isUnderstood = IsUnderstood(body);
                lock (statuses)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    read[isUnderstood ? 0 : 1]++;
                    if (status != expected)
                        wrong.Add($"{mutation.What}: {status}");
                }
            });
    }

    // Byte for byte, whatever was done to the rest.
    private static byte[] About(byte[] body, string machine) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace(AlertTexts.Machine, machine, StringComparison.OrdinalIgnoreCase));

    private static bool IsUnderstood(byte[] body)
    {
        try
        {
            return AlertReader.Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body)).Problem is null;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // Once all that was sent is behind it.
    private static async Task<long> LiveBytesAsync(SimulatedAzure azure, Process child)
    {
        var watch = Stopwatch.StartNew();
        while (azure.Queues.Count(LocalAppOptions.DefaultAccount, AlertQueue.Name) > 0)
        {
            if (watch.Elapsed > Patience || child.HasExited)
                throw new InvalidOperationException($"The queue is not empty after {watch.Elapsed.TotalMinutes:0} minutes");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
        await Task.Delay(TimeSpan.FromSeconds(5));
        await child.StandardInput.WriteLineAsync();
        await child.StandardInput.FlushAsync();
        var told = await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The app ended by itself");
        return long.Parse(told, CultureInfo.InvariantCulture);
    }

    private static Process Start(SimulatedAzure azure, string file)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "OpsFunctions.Benchmarks" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])["alerts-child", azure.Address.ToString(), file, .. Settings(azure)])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    // It may act on every machine; a rule calls for it that no mutation is meant to meet.
    private static IEnumerable<string> Settings(SimulatedAzure azure) =>
    [
        $"Ops:KeyHashes:0={AccessKeys.HashOf(Key)}", "Remediation:Mode=Apply", "Remediation:Rules:1:AlertRule=vm-availability",
        "Remediation:Rules:1:Runbooks:0:Name=restart",
        .. AllowedScopes.Everywhere(azure).Select(one => $"{one.Name}={one.Scope}"), .. Schedules.Select(name => $"{name}=0 0 6 1 1 *"),
    ];

    private static readonly string[] Schedules =
    [
        "Rightsizing:Schedule", "Snapshots:Schedule", "Drills:Schedule", "Access:Schedule", "Access:WatchSchedule", "Remediation:Schedule",
        "Rightsizing:Changes:LaterWatchSchedule",
    ];
}
