using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.State;

/// <summary>What is remembered from run to run: JSON documents that replace exactly the version that was read.</summary>
public sealed class StateStore(AzureClients clients)
{
    private const int MostWriters = 100;

    private readonly BlobContainerClient _state = clients.Blobs.GetBlobContainerClient("state");

    /// <summary>A document and its version, or null where there is none.</summary>
    /// <param name="name">Path without ending, such as <c>rightsizing/targets/x</c>; never under <c>runs/</c>, which belongs to
    /// <see cref="RunStore"/>.</param>
    public Task<StateDocument<T>?> FindAsync<T>(string name, CancellationToken ct) =>
        PackedJson.FindAsync<T>(_state.GetBlobClient(Path(name)), ct);

    /// <summary>Reads, changes and writes a document, again as long as others write in between.</summary>
    /// <param name="none">What counts where there is no document yet.</param>
    /// <param name="change">May be called more than once; giving back what it was given writes nothing.</param>
    /// <param name="damaged">What counts in place of one that cannot be read, by the moment it was written; null: nothing may.</param>
    /// <exception cref="IOException">Others kept writing it.</exception>
    /// <exception cref="DamagedDocumentException">It cannot be read, and nothing may count in its place.</exception>
    public async Task ChangeAsync<T>(
        string name, T none, Func<T, T> change, CancellationToken ct, Func<DateTimeOffset, T>? damaged = null) where T : class
    {
        // Each round at least one writer succeeds, and there are not so many of them.
        for (var attempt = 1; attempt <= MostWriters; attempt++)
        {
            var (known, version) = damaged is null ? await FindBothAsync<T>(name, ct) : await FindAsync(name, damaged, ct);
            var before = known ?? none;
            var after = change(before);
            if (ReferenceEquals(after, before) || await TryWriteAsync(name, after, version, ct))
                return;
        }
        throw new IOException($"{name} is being written by others");
    }

    /// <summary>A document and the version that stands there, or nulls where there is none.</summary>
    /// <param name="damaged">What counts in place of one that cannot be read, by the moment it was written.</param>
    public async Task<(T? Value, ETag? Version)> FindAsync<T>(string name, Func<DateTimeOffset, T?> damaged, CancellationToken ct) where T
        : class
    {
        try
        {
            return await FindBothAsync<T>(name, ct);
        }
        catch (DamagedDocumentException)
        {
            // Content and version of one answer, so that only what could not be read is replaced.
            using var answer = await PackedJson.OpenAsync(_state.GetBlobClient(Path(name)), ct);
            return answer is null ? (null, null) : (await ReadOrAsync(answer, name, damaged, ct), answer.Details.ETag);
        }
    }

    private static async Task<T?> ReadOrAsync<T>(
        BlobDownloadStreamingResult answer, string name, Func<DateTimeOffset, T?> damaged, CancellationToken ct) where T : class
    {
        try
        {
            return (T)await PackedJson.ReadAsync(answer.Content, typeof(T), name, ct);
        }
        catch (DamagedDocumentException)
        {
            return damaged(answer.Details.LastModified);
        }
    }

    /// <summary>Deletes documents whose names begin so and that were written before a moment; gives back how many.</summary>
    /// <param name="most">How many at most.</param>
    public async Task<int> ForgetAsync(string prefix, DateTimeOffset before, int most, CancellationToken ct)
    {
        var forgotten = 0;
        await foreach (var document in ListAsync(prefix, ct))
        {
            if (forgotten == most)
                break;
            if (document.WrittenAt >= before)
                continue;
            await DeleteAsync(document.Name, ct);
            forgotten++;
        }
        return forgotten;
    }

    /// <summary>All documents whose names begin so, in ordinal order, and what is wrong with those that cannot be read.</summary>
    public async Task<StateFolder<T>> ReadFolderAsync<T>(string prefix, CancellationToken ct) where T : class =>
        await ReadAllAsync<T>(await ListAsync(prefix, ct).Select(entry => entry.Name).ToListAsync(ct), ct);

    /// <summary>As <see cref="ReadFolderAsync"/>, of names that are known.</summary>
    public async Task<StateFolder<T>> ReadAllAsync<T>(IEnumerable<string> names, CancellationToken ct) where T : class
    {
        var (read, damaged) = (new List<T>(), new List<DamagedDocument>());
        foreach (var name in names)
        {
            try
            {
                if (await FindAsync<T>(name, ct) is { } found)
                    read.Add(found.Value);
            }
            catch (DamagedDocumentException e)
            {
                damaged.Add(new(name, e.Message));
            }
        }
        return new(read, damaged);
    }

    private async Task<(T? Value, ETag? Version)> FindBothAsync<T>(string name, CancellationToken ct) where T : class =>
        await FindAsync<T>(name, ct) is { } found ? (found.Value, found.Version) : (null, null);

    /// <summary>Writes a document in place of the version that was read.</summary>
    /// <param name="replaces">That version; null: there was none.</param>
    /// <returns>False where somebody else has written in the meantime.</returns>
    public async Task<bool> TryWriteAsync<T>(string name, T document, ETag? replaces, CancellationToken ct)
    {
        var conditions = replaces is { } version
            ? new BlobRequestConditions { IfMatch = version }
            : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await PackedJson.WriteAsync(_state, Path(name), document, conditions, ct);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Writes a document whatever stands there.</summary>
    public Task WriteAsync<T>(string name, T document, CancellationToken ct) =>
        PackedJson.WriteAsync(_state, Path(name), document, conditions: null, ct);

    /// <summary>The version of a document that is not read, because it cannot be; null where there is none.</summary>
    public async Task<ETag?> FindVersionAsync(string name, CancellationToken ct)
    {
        using var answer = await PackedJson.OpenAsync(_state.GetBlobClient(Path(name)), ct);
        return answer?.Details.ETag;
    }

    /// <summary>Deletes a document; what is already gone is no error.</summary>
    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        try
        {
            await _state.GetBlobClient(Path(name)).DeleteIfExistsAsync(cancellationToken: ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Nothing was ever written.
        }
    }

    /// <summary>Documents whose names begin so, in ordinal order, without their content.</summary>
    public async IAsyncEnumerable<StateName> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!await _state.ExistsAsync(ct))
            yield break;
        await foreach (var blob in _state.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, ct))
            if (blob.Name.EndsWith(PackedJson.Ending, StringComparison.Ordinal))
                yield return new(blob.Name[..^PackedJson.Ending.Length], blob.Properties.LastModified ?? DateTimeOffset.MinValue);
    }

    private static string Path(string name) => name + PackedJson.Ending;
}

/// <summary>A document in a list.</summary>
/// <param name="Name">Its name, as it is read by.</param>
/// <param name="WrittenAt">When it was last written.</param>
public sealed record StateName(string Name, DateTimeOffset WrittenAt);

/// <summary>A document that cannot be read.</summary>
/// <param name="Problem">What is wrong, what that does, and how it is mended.</param>
public sealed record DamagedDocument(string Name, string Problem);

/// <summary>The documents of a folder.</summary>
public sealed record StateFolder<T>(IReadOnlyList<T> Documents, IReadOnlyList<DamagedDocument> Damaged);

/// <summary>A document with the version it was read in.</summary>
public sealed record StateDocument<T>(T Value, ETag Version);
