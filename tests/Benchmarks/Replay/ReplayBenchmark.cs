using OpsFunctions.Stages.Replay;

namespace OpsFunctions.Benchmarks.Replay;

/// <summary>
/// Puts recordings of Azure through simulated Azure and tells every difference: <c>replay DIR [DIR ...]</c>. A recording is a JSON file
/// with «steps» or «interactions». Exit code 1 where a difference is not listed in differences.txt, 2 where a file cannot be read.
/// </summary>
internal static class ReplayBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0)
        {
            await Console.Error.WriteLineAsync("replay DIR [DIR ...]: name folders with recordings (*.json).");
            return 2;
        }
        var listed = ListedDifferences.Own();
        var (steps, found, unlisted) = (0, 0, 0);
        try
        {
            foreach (var file in args.SelectMany(Recording.FilesIn))
            {
                var recording = Recording.Read(file);
                var differences = await ReplayRun.RunAsync(recording);
                var own = differences.Where(one => !listed.Has(one)).ToList();
                (steps, found, unlisted) = (steps + recording.Steps.Count, found + differences.Count, unlisted + own.Count);
                Console.WriteLine(
                    $"{recording.Name}: {recording.Steps.Count} steps, {differences.Count} differences, {own.Count} not listed");
                foreach (var one in own)
                    Console.WriteLine($"  step {one.Step}: {one.Request}: {one.What}");
            }
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        Console.WriteLine($"{steps} steps; {found} differences, {unlisted} of them not listed; {listed.Count} lines in the list");
        foreach (var line in listed.Unused)
            Console.WriteLine($"  nothing is like: {line}");
        return unlisted == 0 ? 0 : 1;
    }
}
