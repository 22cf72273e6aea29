namespace OpsFunctions.Simulator.Loads;

/// <summary>Reads a folder of CSV files, each a recording, in order of their names.</summary>
internal static class TraceFolder
{
    public static IReadOnlyList<Recording> Read(string folder, int count)
    {
        if (!Directory.Exists(folder))
            throw new TraceFormatException($"The folder of recordings '{folder}' does not exist: give the path of a folder with CSV files.");
        var files = Directory.GetFiles(folder, "*.csv");
        if (files.Length == 0)
            throw new TraceFormatException($"The folder of recordings '{folder}' has no CSV file in it.");
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Take(count).Select(TraceFile.Read)];
    }
}
