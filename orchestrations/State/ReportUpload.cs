using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace OpsFunctions.Orchestrations.State;

/// <summary>
/// Writes a blob of any length in blocks. It appears whole with <see cref="CommitAsync"/> or not at all, unlike with the library's own
/// stream, which begins with an empty blob. Block ids are numbers, so that a repetition stages the same blocks again.
/// </summary>
internal sealed class ReportUpload(BlobContainerClient container, string path, string contentType) : IAsyncDisposable
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly BlockBlobClient _blob = container.GetBlockBlobClient(path);
    private readonly MemoryStream _block = new();
    private readonly List<string> _ids = [];
    private StreamWriter? _text;

    /// <summary>What is written here comes into the blob; <see cref="SendAsync"/> now and then keeps little in memory.</summary>
    public TextWriter Text => _text ??= new StreamWriter(_block, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    /// <summary>Sends what has come together, if it is enough for a block.</summary>
    public Task SendAsync(CancellationToken ct) => StageAsync(BlockBytes, ct);

    /// <summary>Sends the rest and lets the blob appear.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        await StageAsync(atLeast: 1, ct);
        await _blob.CommitBlockListAsync(_ids, new CommitBlockListOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType }
        }, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_text is not null)
            await _text.DisposeAsync();
        await _block.DisposeAsync();
    }

    private async Task StageAsync(int atLeast, CancellationToken ct)
    {
        await Text.FlushAsync(ct);
        if (_block.Length < atLeast)
            return;
        var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(_ids.Count.ToString("D6", CultureInfo.InvariantCulture)));
        try
        {
            await PutAsync(id, ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Bicep makes the containers; a first run on an empty account makes them itself.
            await container.CreateIfNotExistsAsync(cancellationToken: ct);
            await PutAsync(id, ct);
        }
        _ids.Add(id);
        _block.SetLength(0);
    }

    private async Task PutAsync(string id, CancellationToken ct)
    {
        // The library closes what it is given.
        using var block = new MemoryStream(_block.GetBuffer(), 0, (int)_block.Length, writable: false);
        await _blob.StageBlockAsync(id, block, cancellationToken: ct);
    }
}
