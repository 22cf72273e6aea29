namespace OpsFunctions.Simulator.Http;

/// <summary>The body of an answer from inside the process, as a client on a socket reads it.</summary>
/// <param name="inner">The server's side of it.</param>
/// <param name="length">Bytes that were announced; null: as many as come.</param>
internal sealed class InsideBody(Stream inner, long? length) : Stream
{
    // As much as an HTTP client still reads of an answer that nobody wants to the end, before it hangs up.
    private const int MostToDrain = 1 << 20;

    private long _read;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static IOException Ended(Exception why) =>
        new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.", why);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The server inside the process knows no empty reads.
        if (buffer.IsEmpty || _hasEnded)
            return 0;
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e)
        {
            _hasEnded = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw Ended(e);
        }
        _read += read;
        _hasEnded = read == 0;
        return _hasEnded && _read < length ? throw Ended(new EndOfStreamException($"{_read} of {length} bytes came.")) : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Lets the server come to its end; there is nothing to read afterwards.</summary>
    public async Task DrainAsync()
    {
        _hasEnded = true;
        var buffer = new byte[4096];
        try
        {
            var (drained, read) = (0, 1);
            while (read > 0 && drained < MostToDrain)
                drained += read = await inner.ReadAsync(buffer);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // It broke, or somebody still reads: there is nothing to drain.
        }
        finally
        {
            await inner.DisposeAsync();
        }
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // A server whose answer is not read to the end must not take the client for gone.
        if (disposing && !_hasEnded)
            _ = DrainAsync();
        else if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
