using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Chains in a folder, as they were copied out of storage.</summary>
internal sealed class EvidenceFolder(string folder) : IEvidenceFiles
{
    public async IAsyncEnumerable<string> NamesAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var names = Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        foreach (var name in names)
        {
            ct.ThrowIfCancellationRequested();
            yield return name;
        }
        await Task.CompletedTask;
    }

    public IAsyncEnumerable<string> ReadAsync(string chain, CancellationToken ct) => File.ReadLinesAsync(Path.Combine(folder, chain), ct);
}
