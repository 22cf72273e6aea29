using System.CommandLine;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary><c>verify-evidence DIR</c>: whether each chain is whole, and where it breaks.</summary>
internal static class VerifyEvidenceCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder with the evidence container's content, as a rehearsal leaves it in {out}/evidence." };
        var command = new Command("verify-evidence", "Checks every chain of evidence in a folder. Exit code 1 where one is broken, cut off or missing.") { folder };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(folder)!, parsed.InvocationConfiguration.Output, ct));
        return command;
    }

    /// <exception cref="WrongInputException">There is no such folder, or no evidence in it.</exception>
    internal static async Task<int> RunAsync(DirectoryInfo folder, TextWriter output, CancellationToken ct)
    {
        if (!folder.Exists)
            throw new WrongInputException($"{folder.FullName} is no folder; give the one that holds the evidence, such as out/evidence after a rehearsal");
        var (chains, broken) = (0, 0);
        await foreach (var verdict in EvidenceCheck.AllAsync(new EvidenceFolder(folder.FullName), ct))
        {
            chains++;
            broken += verdict.Problem is null ? 0 : 1;
            var state = verdict switch { { Problem: not null } => "BROKEN", { IsClosed: false } => "open  ", _ => "whole " };
            await output.WriteLineAsync($"{state}  {verdict.Chain}  {verdict.Records} records{(verdict.Problem is null ? "" : $": {verdict.Problem}")}");
        }
        if (chains == 0)
            throw new WrongInputException($"{folder.FullName} holds no evidence (no .jsonl file); give the folder that holds manifest/ beside the capabilities");
        await output.WriteLineAsync($"{chains} chains, {broken} broken");
        return broken == 0 ? 0 : CommandLine.Broken;
    }
}
