using OpsFunctions.Local.Cli.Commands;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>The folder for what a command leaves, looked at before it works for a minute.</summary>
internal static class OutFolder
{
    /// <exception cref="WrongInputException">The folder cannot be made or written to.</exception>
    public static void Ensure(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongInputException($"--out is '{folder}', which cannot be written to: {e.Message}");
        }
    }
}
