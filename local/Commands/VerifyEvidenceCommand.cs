using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>What evidence is held against.</summary>
internal sealed record VerifyOptions
{
    /// <summary>Folder of the reports; null: <c>reports</c> beside the evidence, or the folder it lies in after a rehearsal.</summary>
    public string? Reports { get; init; }

    /// <summary>Heads of manifests that were kept elsewhere.</summary>
    public IReadOnlyList<string> Heads { get; init; } = [];

    /// <summary>PEM file of the authorities whose time stamps count; null: none do.</summary>
    public string? Authorities { get; init; }

    /// <summary>When the copy was made; null: the moment of the newest entry of a manifest.</summary>
    public string? AsOf { get; init; }
}

/// <summary><c>verify-evidence DIR</c>: whether each chain is whole, where it breaks, and what proves it from outside.</summary>
internal static class VerifyEvidenceCommand
{
    private const int HashDigits = 64;
    private const int LongestStamp = 1 << 20;

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR")
        {
            Description = "Folder with the evidence container's content, as a rehearsal leaves it in {out}/evidence.",
        };
        var reports = new Option<string?>("--reports")
        {
            Description = "Folder of the reports, whose closing hashes must fit; default: reports beside DIR, or DIR's own folder",
        };
        var heads = new Option<string[]>("--head")
        {
            Description = "Head of a day that is over, kept elsewhere, such as in a notification; it must be in the manifests; repeatable",
        };
        var authorities = new Option<string?>("--tsa-ca")
        {
            Description = "PEM file of the authorities whose time stamps (manifest/*.tsr) are trusted",
        };
        var asOf = new Option<string?>("--as-of")
        {
            Description = "When the copy was made, 2026-06-30T12:00Z; what is open for longer than a run lasts is a finding",
        };
        var command = new Command(
            "verify-evidence", "Checks every chain of evidence in a folder. Exit code 1 where one is broken, cut off or missing.")
        {
            folder, reports, heads, authorities, asOf,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(folder)!,
            new VerifyOptions
            {
                Reports = parsed.GetValue(reports),
                Heads = parsed.GetValue(heads) ?? [],
                Authorities = parsed.GetValue(authorities),
                AsOf = parsed.GetValue(asOf),
            },
            parsed.InvocationConfiguration.Output, ct));
        return command;
    }

    /// <exception cref="WrongInputException">There is no such folder, no evidence in it, or an option is wrong.</exception>
    internal static async Task<int> RunAsync(DirectoryInfo folder, VerifyOptions options, TextWriter output, CancellationToken ct)
    {
        if (!folder.Exists)
            throw new WrongInputException(
                $"{folder.FullName} is no folder; give the one that holds the evidence, such as out/evidence after a rehearsal");
        var evidence = new EvidenceFolder(folder.FullName);
        var findings = new List<FolderFinding>(evidence.Findings);
        var reports = ReportsOf(folder, options.Reports);
        var (claims, unread) = reports is null ? ([], []) : new ReportFolder(reports).Read(folder.FullName);
        findings.AddRange(unread);
        var stamped = Stamped(evidence, options, findings);
        var anchors = new EvidenceAnchors { Heads = [.. Given(options), .. stamped], Claims = claims, AsOf = AsOf(options) };

        var (chains, broken, open, anchored) = (0, findings.Count, 0, 0);
        await foreach (var verdict in EvidenceCheck.AllAsync(evidence, anchors, ct))
        {
            chains++;
            broken += verdict.Problem is null ? 0 : 1;
            open += verdict is { Problem: null, IsClosed: false } ? 1 : 0;
            anchored += verdict.Anchor is null ? 0 : 1;
            await output.WriteLineAsync(Told(verdict));
        }
        foreach (var finding in findings)
            await output.WriteLineAsync($"BROKEN  {finding.Name}: {finding.Problem}");
        if (chains + findings.Count == 0)
            throw new WrongInputException(
                $"{folder.FullName} holds no evidence (no .jsonl file); give the folder that holds manifest/ beside the capabilities");
        var proven = anchored == 0 ? Alone : "";
        await output.WriteLineAsync($"{chains} chains, {broken} broken, {open} open, {anchored} proven from outside{proven}");
        return broken == 0 ? 0 : CommandLine.Broken;
    }

    // What docs/evidence.md says at length.
    private const string Alone = ": without --head, --reports or a trusted time stamp, whoever may write could have made all of it anew";

    private static string Told(ChainVerdict verdict)
    {
        var state = verdict switch { { Problem: not null } => "BROKEN", { IsClosed: false } => "open  ", _ => "whole " };
        var said = (verdict.Problem ?? verdict.Note) is { } words ? $": {words}" : "";
        var anchor = verdict.Anchor is null ? "" : $" [{verdict.Anchor}]";
        return $"{state}  {verdict.Chain}  {verdict.Records} records{said}{anchor}";
    }

    private static IEnumerable<AnchoredHead> Given(VerifyOptions options)
    {
        foreach (var head in options.Heads)
        {
            if (head.Length != HashDigits || !head.All(char.IsAsciiHexDigit))
                throw new WrongInputException(
                    $"--head is '{head}'; it must be a head's hash, {HashDigits} hexadecimal digits, as the notification has it");
            yield return new(head.ToLowerInvariant(), $"head {head[..8].ToLowerInvariant()}");
        }
    }

    private static DateTimeOffset? AsOf(VerifyOptions options)
    {
        if (options.AsOf is null)
            return null;
        return DateTimeOffset.TryParse(options.AsOf, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new WrongInputException($"--as-of is '{options.AsOf}'; it must be a moment such as 2026-06-30T12:00Z");
    }

    // After a rehearsal the reports lie in the folder that holds the evidence.
    private static string? ReportsOf(DirectoryInfo folder, string? given)
    {
        if (given is not null)
            return Directory.Exists(given) ? given : throw new WrongInputException($"--reports is '{given}', which is no folder");
        if (folder.Parent is not { } parent)
            return null;
        var beside = Path.Combine(parent.FullName, "reports");
        if (Directory.Exists(beside))
            return beside;
        var isOfRehearsal = CapabilityFolders.Any(name => Directory.Exists(Path.Combine(parent.FullName, name)));
        return folder.Name == "evidence" && isOfRehearsal ? parent.FullName : null;
    }

    private static IEnumerable<string> CapabilityFolders => Functions.Capabilities.All.Select(one => one.Capability.Name);

    private static List<AnchoredHead> Stamped(EvidenceFolder evidence, VerifyOptions options, List<FolderFinding> findings)
    {
        var (roots, heads) = (Authorities(options.Authorities), new List<AnchoredHead>());
        foreach (var name in evidence.Stamps)
            try
            {
                var stamp = HeadStamp.Read(BytesOf(evidence, name), roots);
                if (stamp.IsTrusted)
                    heads.Add(new(stamp.Hash, string.Create(
                        CultureInfo.InvariantCulture, $"time stamp {name} of {stamp.At:yyyy-MM-dd HH:mm:ss}Z by {stamp.Signer}")));
                else if (roots.Count > 0)
                    findings.Add(new(name, $"its signer {stamp.Signer} is of none of the authorities in --tsa-ca"));
            }
            catch (EvidenceFormException e)
            {
                findings.Add(new(name, e.Message));
            }
        return heads;
    }

    private static byte[] BytesOf(EvidenceFolder evidence, string name)
    {
        using var content = evidence.Open(name);
        if (content.Length > LongestStamp)
            throw new EvidenceFormException("it is too large for a time stamp");
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static X509Certificate2Collection Authorities(string? file)
    {
        var roots = new X509Certificate2Collection();
        if (file is null)
            return roots;
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--tsa-ca is '{file}', which cannot be read: {e.Message}");
        }
        return roots.Count > 0 ? roots : throw new WrongInputException($"--tsa-ca is '{file}', which holds no certificate in PEM");
    }
}
