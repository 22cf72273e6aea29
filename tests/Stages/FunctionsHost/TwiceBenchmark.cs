using System.Globalization;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>
/// Two rehearsals with the same arguments, the second beside threads that keep every core busy: each file must be equal, evidence and
/// manifests included. <c>twice --days 8 --fleet 200 --seed 1</c>; exit code 1 if a file differs or an invariant is broken.
/// </summary>
internal static class TwiceBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("ops-twice-").FullName;
        try
        {
            var alone = await RehearseAsync(args, Path.Combine(folder, "alone"));
            RehearsalSummary beside;
            using (new BusyCores())
            {
                beside = await RehearseAsync(args, Path.Combine(folder, "beside"));
            }

            var files = Names(Path.Combine(folder, "alone"))
                .Union(Names(Path.Combine(folder, "beside")), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToList();
            var different = files
                .Where(name => !IsSame(Path.Combine(folder, "alone", name), Path.Combine(folder, "beside", name)))
                .ToList();
            different.ForEach(name => Console.WriteLine($"differs: {name}"));
            var holds = alone.AllHold && beside.AllHold;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{alone.Days} days on {alone.Machines} machines in apply mode, twice: {files.Count} files, {different.Count} differ; "
                + $"{alone.DurationSeconds:0} s alone, "
                + $"{beside.DurationSeconds:0} s beside busy cores; invariants {(holds ? "hold" : "BROKEN")}"));
            return holds && different.Count == 0 && files.Count > 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<RehearsalSummary> RehearseAsync(string[] args, string folder) => RehearsalRun.RunAsync(
        new RehearsalOptions
        {
            Days = Arguments.Number(args, "--days", 8),
            Fleet = Arguments.Number(args, "--fleet", 200),
            Seed = Arguments.Number(args, "--seed", 1),
            Faults = FaultLevel.None,
            Mode = Mode.Apply,
            Out = folder,
        },
        (_, _) => { },
        default);

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

    private static bool IsSame(string one, string other) =>
        File.Exists(one) && File.Exists(other) && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));

    /// <summary>A thread a core that does nothing but run, until it is disposed of.</summary>
    private sealed class BusyCores : IDisposable
    {
        private readonly List<Thread> _threads;
        private volatile bool _isOver;

        public BusyCores()
        {
            _threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Run) { IsBackground = true })];
            _threads.ForEach(thread => thread.Start());
        }

        public void Dispose()
        {
            _isOver = true;
            _threads.ForEach(thread => thread.Join());
        }

        private void Run()
        {
            while (!_isOver)
            {
                Thread.SpinWait(10_000);
            }
        }
    }
}
