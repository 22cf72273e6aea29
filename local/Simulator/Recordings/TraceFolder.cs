using System.Globalization;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>Reads a folder of CSV files, packed or not, each a recording, in order of their names.</summary>
internal static class TraceFolder
{
    /// <param name="folder">Where they are.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>The recordings, and what is worth telling of the folder.</returns>
    /// <exception cref="TraceFormatException">There is no folder, no recording in it, or one that cannot be read.</exception>
    public static (IReadOnlyList<Recording> Recordings, IReadOnlyList<string> Notes) Read(string folder, int count)
    {
        var (recordings, notes) = (new List<Recording>(), new List<string>());
        var files = Files(folder);
        var tables = 0;
        foreach (var file in files)
        {
            // A table of something else lies beside them.
            var lines = TraceText.Read(file, recordings.Count < count ? int.MaxValue : 1);
            if (TraceColumns.IsAnotherTable(lines[0]))
            {
                notes.Add($"{Path.GetFileName(file)}: left out, it has no column of time stamps.");
                tables++;
                continue;
            }
            if (recordings.Count < count)
                recordings.Add(TraceFile.Read(file, lines));
        }
        if (recordings.Count == 0 && count > 0)
            throw new TraceFormatException($"The folder of recordings '{folder}' has no recording in it, only other tables.");
        if (files.Count - tables > recordings.Count)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{files.Count - tables} recordings, of which the first {recordings.Count} in order of their names are used: no more fit."));
        }
        return (recordings, notes);
    }

    /// <exception cref="TraceFormatException">There is no folder, or no such file in it.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new TraceFormatException(
                $"The folder of recordings '{folder}' does not exist: give the path of a folder with CSV files.");
        var files = Directory.GetFiles(folder).Where(IsCsv).ToList();
        if (files.Count == 0)
            throw new TraceFormatException($"The folder of recordings '{folder}' has no CSV file (.csv or .csv.gz) in it.");
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool IsCsv(string file) =>
        file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);
}
