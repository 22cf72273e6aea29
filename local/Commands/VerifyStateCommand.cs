using System.CommandLine;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary><c>verify-state DIR</c>: whether each document of the state can be read, and what its damage does.</summary>
internal static class VerifyStateCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>(
            "DIR") { Description = "Folder with the state container's content, as a rehearsal leaves it in {out}/state." };
        var command = new Command(
            "verify-state", "Checks every document of the state in a folder. Exit code 1 where one cannot be read.") { folder };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(folder)!, parsed.InvocationConfiguration.Output, ct));
        return command;
    }

    /// <exception cref="WrongInputException">There is no such folder, or no document in it.</exception>
    internal static async Task<int> RunAsync(DirectoryInfo folder, TextWriter output, CancellationToken ct)
    {
        if (!folder.Exists)
            throw new WrongInputException(
                $"{folder.FullName} is no folder; give the one that holds the state, such as out/state after a rehearsal");
        var (documents, damaged) = (0, 0);
        foreach (var file in Files(folder))
        {
            var verdict = await OfAsync(folder, file, ct);
            documents++;
            damaged += verdict.Problem is null ? 0 : 1;
            await output.WriteLineAsync(Line(verdict));
        }
        if (documents == 0)
            throw new WrongInputException(
                $"{folder.FullName} holds no document (no {StateCheck.Ending} file); give the folder that holds guard/ and snapshots/");
        await output.WriteLineAsync($"{documents} documents, {damaged} damaged");
        return damaged == 0 ? 0 : CommandLine.Broken;
    }

    // A link may lead out of the folder, or round in it.
    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .OrderBy(file => file.FullName, StringComparer.Ordinal);

    private static async Task<StateVerdict> OfAsync(DirectoryInfo folder, FileInfo file, CancellationToken ct)
    {
        var path = Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
        if (path == FreezeCalendar.Blob)
            return new(path, null, FreezeCalendar.Read(BinaryData.FromBytes(await File.ReadAllBytesAsync(file.FullName, ct))).Problem);
        if (!path.EndsWith(StateCheck.Ending, StringComparison.Ordinal))
            return new(path, null, null) { IsUnknown = true };
        await using var packed = file.OpenRead();
        return await StateCheck.OfAsync(path[..^StateCheck.Ending.Length], packed, ct);
    }

    private static string Line(StateVerdict verdict) => verdict switch
    {
        { Problem: { } problem } => $"DAMAGED  {verdict.Name}: {problem}",
        { IsUnknown: true } => $"unknown  {verdict.Name}: nothing of the suite reads it",
        { Document: { } document } => $"whole    {verdict.Name}  (its loss: {document.Loss})",
        _ => $"whole    {verdict.Name}",
    };
}
