namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Chains as they lie in storage, or in a folder they were copied to.</summary>
public interface IEvidenceFiles
{
    /// <summary>Names of the chains that begin so, with <c>/</c> between their parts, in ordinal order.</summary>
    IAsyncEnumerable<string> NamesAsync(string prefix, CancellationToken ct);

    /// <summary>Lines of a chain; none where there is no such chain.</summary>
    /// <exception cref="EvidenceFormException">On reading on: the file is not as the app writes them.</exception>
    IAsyncEnumerable<string> ReadAsync(string chain, CancellationToken ct);
}
