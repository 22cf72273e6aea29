using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Goes over a chain line by line and says where it breaks. Pure.</summary>
/// <param name="chain">Name of the chain, which its first record carries hashed.</param>
public sealed class ChainCheck(string chain)
{
    private readonly List<string> _hashes = [];
    private readonly HashSet<long> _ends = [];
    private readonly bool _isOfRun = !EvidenceNames.IsManifest(chain);

    /// <summary>What is wrong with the first record that does not fit; null where the chain is whole so far.</summary>
    public string? Problem { get; private set; }

    /// <summary>The last record that fits.</summary>
    public ChainHead Head => new(_hashes.Count, _hashes.Count == 0 ? AuditLine.Genesis(chain) : _hashes[^1]);

    /// <summary>Whether it ends with the record a run ends with.</summary>
    public bool IsClosed => IsEnd(_hashes.Count);

    /// <summary>Moment of the last record that fits; null where there is none.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Hash of a record, from 1; null where the chain is shorter.</summary>
    public string? HashOf(long sequence) => sequence >= 1 && sequence <= _hashes.Count ? _hashes[(int)sequence - 1] : null;

    /// <summary>Number of the record with this hash; 0 where there is none.</summary>
    public long NumberOf(string hash) => _hashes.IndexOf(hash) + 1;

    /// <summary>Whether a run ends with this record.</summary>
    public bool IsEnd(long sequence) => _ends.Contains(sequence);

    /// <summary>Says that the file behind the chain is not as it should be; the first problem counts.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <returns>The record, or null where it does not fit; then the lines behind it are not looked at.</returns>
    public AuditRecord? Add(string line)
    {
        if (Problem is not null)
            return null;
        var number = _hashes.Count + 1;
        AuditRecord record;
        try
        {
            record = AuditLine.Read(line);
        }
        catch (FormatException e)
        {
            Problem = Invariant($"record {number} {e.Message}: it was altered, or the file is damaged");
            return null;
        }
        Problem = record switch
        {
            { Sequence: var sequence } when sequence != number => Invariant(
                $"record {sequence} stands where {number} should be: records are missing, inserted or in another order"),
            { Previous: var previous } when previous != Head.Hash => Invariant(
                $"record {number} does not follow the one before it: one of the two was replaced"),
            _ when AuditLine.Link(
                record.Entry, record.Sequence,
                record.Previous).Hash != record.Hash => Invariant($"record {number} was altered: its hash is of another content"),
            _ => OutOfPlace(record.Entry, number),
        };
        if (Problem is not null)
            return null;
        _hashes.Add(record.Hash);
        LastAt = record.Entry.At;
        if (record.Entry.Action == AuditEntry.RunEnd)
            _ends.Add(number);
        return record;
    }

    // An attempt at a run goes from its start to its end; the same run tried again begins anew.
    private string? OutOfPlace(AuditEntry entry, int number)
    {
        if (!_isOfRun || entry.Action == AuditEntry.RunStart)
            return null;
        if (number == 1)
            return $"record 1 is no {AuditEntry.RunStart}: the chain was not begun by the app";
        return IsClosed
            ? Invariant($"record {number} stands behind the {AuditEntry.RunEnd} and begins no new attempt: it was added")
            : null;
    }
}
