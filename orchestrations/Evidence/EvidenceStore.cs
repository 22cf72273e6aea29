using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Chains of records in append blobs; in Azure the container is immutable with protected appends.</summary>
public sealed class EvidenceStore(AzureClients clients) : IEvidenceFiles
{
    /// <summary>Name of the container.</summary>
    public const string Container = "evidence";

    // Others append to a manifest rarely; more tries than this mean that something else is wrong.
    private const int Attempts = 10;

    private readonly BlobContainerClient _evidence = clients.Blobs.GetBlobContainerClient(Container);

    /// <summary>
    /// Appends entries to a chain, once: what a first execution of an activity appended, a second one finds and goes on behind it. An
    /// attempt at the same run at another moment begins behind the one before.
    /// </summary>
    /// <param name="entries">Gives the same entries each time it is called; the first is the attempt's start.</param>
    /// <exception cref="InvalidDataException">The chain is broken, or holds other records for the same attempt; it is left as it
    /// is.</exception>
    public async Task<ChainHead> AppendAsync(string chain, Func<IAsyncEnumerable<AuditEntry>> entries, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAppendAsync(chain, entries(), ct);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && e.ErrorCode != BlobErrorCode.ContainerNotFound
                && attempt < Attempts)
            {
                // Somebody appended in the meantime: look at the tail again.
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound && attempt < Attempts)
            {
                await _evidence.CreateIfNotExistsAsync(cancellationToken: ct);
            }
        }
    }

    private async Task<ChainHead> TryAppendAsync(string chain, IAsyncEnumerable<AuditEntry> entries, CancellationToken ct)
    {
        // The records of each attempt at this run, by the moment of its start; the last one of a moment counts.
        var attempt = new List<AuditRecord>();
        var seen = new SeenChain(chain, record =>
        {
            if (record.Entry.Action == AuditEntry.RunStart)
                attempt.Clear();
            attempt.Add(record);
        });
        await ReadOnAsync(seen, ct);

        await using var enumerator = entries.GetAsyncEnumerator(ct);
        using var appender = new Appender(_evidence.GetAppendBlobClient(chain), seen.Head, seen.Position);
        for (var number = 0; await enumerator.MoveNextAsync(); number++)
        {
            var entry = SaidWords.WithoutMail(enumerator.Current);
            // Another moment's attempt lies before: this one begins behind it.
            if (number == 0 && attempt.Count > 0 && attempt[0].Entry.At != entry.At)
                attempt.Clear();
            if (number < attempt.Count)
            {
                var known = attempt[number];
                if (AuditLine.Link(entry, known.Sequence, known.Previous).Hash != known.Hash)
                    throw new InvalidDataException(
                        $"evidence {chain}: record {known.Sequence} holds something else for the same attempt; nothing was appended");
                continue;
            }
            await appender.AddAsync(entry, ct);
        }
        await appender.SendAsync(ct);
        return appender.Head;
    }

    /// <summary>Lines of a chain; none where there is no such chain.</summary>
    public IAsyncEnumerable<string> ReadAsync(string chain, CancellationToken ct) => ReadAsync(chain, from: 0, ct);

    /// <summary>
    /// Appends entries behind what was seen of a chain; nothing is written where the chain is longer by now.
    /// </summary>
    /// <param name="seen">What was read of it. What is appended is not in it yet: it is read like what others append.</param>
    /// <returns>False: somebody else appended, or the chain is gone; it is to be read again.</returns>
    internal async Task<bool> TryAppendAsync(SeenChain seen, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        using var appender = new Appender(_evidence.GetAppendBlobClient(seen.Chain), seen.Head, seen.Position);
        foreach (var entry in entries)
            await appender.AddAsync(SaidWords.WithoutMail(entry), ct);
        try
        {
            await appender.SendAsync(ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _evidence.CreateIfNotExistsAsync(cancellationToken: ct);
            return false;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
        return true;
    }

    /// <summary>Reads on where a chain was last read.</summary>
    /// <exception cref="InvalidDataException">The chain is broken; it is left as it is.</exception>
    internal async Task ReadOnAsync(SeenChain seen, CancellationToken ct)
    {
        try
        {
            await foreach (var line in ReadAsync(seen.Chain, seen.Position, ct))
                seen.Add(line);
        }
        catch (EvidenceFormException e)
        {
            // Nothing is put behind a file that the app did not write so.
            throw new InvalidDataException($"evidence {seen.Chain}: {e.Message}; nothing was appended", e);
        }
    }

    private async IAsyncEnumerable<string> ReadAsync(string chain, long from, [EnumeratorCancellation] CancellationToken ct)
    {
        using var answer = await PackedJson.OpenAsync(_evidence.GetBlobClient(chain), from, ct);
        if (answer is null)
            yield break;
        await foreach (var line in EvidenceLines.ReadAsync(answer.Content, ct))
            yield return line;
    }

    public async IAsyncEnumerable<string> NamesAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!await _evidence.ExistsAsync(ct))
            yield break;
        await foreach (var blob in _evidence.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, ct))
            if (blob.Name.EndsWith(EvidenceNames.Ending, StringComparison.Ordinal))
                yield return blob.Name;
    }

    /// <summary>Keeps a time stamp, once; the one that is there stays. Gives back its name.</summary>
    internal async Task<string> KeepStampAsync(string name, byte[] token, CancellationToken ct)
    {
        var once = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/timestamp-reply" },
        };
        try
        {
            await _evidence.GetBlobClient(name).UploadAsync(new BinaryData(token), once, ct);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 && e.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            // A first execution of the activity left it.
        }
        return name;
    }

    // Lines go out in blocks; each only where the blob ends where it should.
    private sealed class Appender(AppendBlobClient blob, ChainHead head, long position) : IDisposable
    {
        private const int BlockSize = 1024 * 1024;

        // Of an immutable container, where a blob is there already.
        private const string Immutable = "BlobImmutableDueToPolicy";

        private readonly MemoryStream _block = new();
        private long _position = position;

        public ChainHead Head { get; private set; } = head;

        public async Task AddAsync(AuditEntry entry, CancellationToken ct)
        {
            var record = AuditLine.Link(entry, Head.Records + 1, Head.Hash);
            var line = Encoding.UTF8.GetBytes(AuditLine.Write(record) + '\n');
            if (line.Length > EvidenceLines.Longest)
                throw new InvalidDataException(
                    $"evidence {blob.Name}: record {record.Sequence} would be longer than {EvidenceLines.Longest} bytes; it was not appended");
            _block.Write(line);
            Head = new(record.Sequence, record.Hash);
            if (_block.Length >= BlockSize)
                await SendAsync(ct);
        }

        public async Task SendAsync(CancellationToken ct)
        {
            if (_block.Length == 0)
                return;
            if (_position == 0)
                await CreateAsync(ct);
            _block.Position = 0;
            var conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = _position };
            await blob.AppendBlockAsync(_block, new AppendBlobAppendBlockOptions { Conditions = conditions }, ct);
            _position += _block.Length;
            _block.SetLength(0);
        }

        private async Task CreateAsync(CancellationToken ct)
        {
            try
            {
                var jsonl = new BlobHttpHeaders { ContentType = "application/jsonl" };
                await blob.CreateIfNotExistsAsync(new AppendBlobCreateOptions { HttpHeaders = jsonl }, ct);
            }
            catch (RequestFailedException e) when (e.ErrorCode == Immutable)
            {
                // It is there; whether it is empty, as it should be, the append asks.
            }
        }

        public void Dispose() => _block.Dispose();
    }
}
