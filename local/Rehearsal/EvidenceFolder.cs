using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Something in the folder that is no part of a container's copy.</summary>
/// <param name="Name">Its path in the folder, with <c>/</c>.</param>
internal sealed record FolderFinding(string Name, string Problem);

/// <summary>
/// Chains in a folder, as they were copied out of storage. A container has no links: none is followed, and each is a finding.
/// </summary>
internal sealed class EvidenceFolder(string folder) : IEvidenceFiles
{
    private readonly Lazy<Content> _content = new(() => Read(folder));

    /// <summary>Links, and folders that cannot be read, in ordinal order.</summary>
    public IReadOnlyList<FolderFinding> Findings => _content.Value.Findings;

    /// <summary>Names of the time stamps, in ordinal order.</summary>
    public IReadOnlyList<string> Stamps => _content.Value.Named(EvidenceNames.StampEnding);

    public async IAsyncEnumerable<string> NamesAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var name in _content.Value.Named(EvidenceNames.Ending).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            ct.ThrowIfCancellationRequested();
            yield return name;
        }
        await Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ReadAsync(string chain, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var content = Open(chain);
        await foreach (var line in EvidenceLines.ReadAsync(content, ct))
            yield return line;
    }

    /// <exception cref="EvidenceFormException">The file cannot be read.</exception>
    public Stream Open(string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceFormException($"it cannot be read: {e.Message}", e);
        }
    }

    private static Content Read(string folder)
    {
        var content = new Content([], []);
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (open.TryPop(out var next))
            try
            {
                foreach (var entry in next.EnumerateFileSystemInfos())
                    Take(content, open, entry, Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/'));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                content.Findings.Add(new(Path.GetRelativePath(folder, next.FullName), $"the folder cannot be read: {e.Message}"));
            }
        content.Findings.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return content;
    }

    private static void Take(Content content, Stack<DirectoryInfo> open, FileSystemInfo entry, string name)
    {
        if (entry.LinkTarget is not null)
            content.Findings.Add(new(name, LinkProblem(entry)));
        else if (entry is DirectoryInfo inner)
            open.Push(inner);
        else
            content.Files.Add(name);
    }

    private static string LinkProblem(FileSystemInfo link)
    {
        var kind = link is DirectoryInfo ? "to a folder and is not followed" : "to a file and is not followed";
        return $"it is a link {(LeadsNowhere(link) ? "that leads nowhere" : kind)}: a copy of the container holds none";
    }

    private static bool LeadsNowhere(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true };
        }
        catch (IOException)
        {
            // Links that lead to each other.
            return true;
        }
    }

    private sealed record Content(List<string> Files, List<FolderFinding> Findings)
    {
        public List<string> Named(string ending) =>
            [.. Files.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
