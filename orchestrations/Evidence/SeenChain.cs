using System.Text;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>
/// A chain as far as it was read and found whole. Nothing before its end changes, in Azure by the container's policy; so who appends often
/// need not go over all of it each time.
/// </summary>
/// <param name="saw">Told of each record.</param>
internal sealed class SeenChain(string chain, Action<AuditRecord> saw)
{
    private readonly ChainCheck _check = new(chain);

    public string Chain => chain;

    public ChainHead Head => _check.Head;

    /// <summary>Bytes that were read.</summary>
    public long Position { get; private set; }

    /// <exception cref="InvalidDataException">The line does not fit.</exception>
    public void Add(string line)
    {
        if (_check.Add(line) is not { } record)
            throw new InvalidDataException($"evidence {chain}: {_check.Problem}; nothing was appended");
        Position += Encoding.UTF8.GetByteCount(line) + 1;
        saw(record);
    }
}
