using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>What is remembered from run to run: JSON documents that replace exactly the version that was read.</summary>
public sealed class StateStore(AzureClients clients)
{
    private readonly BlobContainerClient _state = clients.Blobs.GetBlobContainerClient("state");

    /// <summary>A document and its version, or null where there is none.</summary>
    /// <param name="name">Path without ending, such as <c>rightsizing/targets/x</c>; never under <c>runs/</c>, which belongs to <see cref="RunStore"/>.</param>
    public async Task<StateDocument<T>?> FindAsync<T>(string name, CancellationToken ct)
    {
        try
        {
            var (value, version) = await PackedJson.ReadAsync<T>(_state.GetBlobClient(Path(name)), ct);
            return new(value, version);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Writes a document in place of the version that was read.</summary>
    /// <param name="replaces">That version; null: there was none.</param>
    /// <returns>False where somebody else has written in the meantime.</returns>
    public async Task<bool> TryWriteAsync<T>(string name, T document, ETag? replaces, CancellationToken ct)
    {
        var conditions = replaces is { } version ? new BlobRequestConditions { IfMatch = version } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await _state.GetBlobClient(Path(name)).UploadAsync(PackedJson.Of(document), PackedJson.Upload(conditions), ct);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Bicep makes the containers; a first run on an empty account makes them itself.
            await _state.CreateIfNotExistsAsync(cancellationToken: ct);
            return await TryWriteAsync(name, document, replaces, ct);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private static string Path(string name) => name + PackedJson.Ending;
}

/// <summary>A document with the version it was read in.</summary>
public sealed record StateDocument<T>(T Value, ETag Version);
