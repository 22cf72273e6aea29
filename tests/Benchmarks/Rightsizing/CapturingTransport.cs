using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>Keeps the bytes of the last answer of a metrics batch, as a client asked for it.</summary>
internal sealed class CapturingTransport(HttpPipelineTransport inner) : HttpPipelineTransport
{
    public byte[] LastBatch { get; private set; } = [];

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => inner.Process(message);

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        await inner.ProcessAsync(message);
        if (!message.Request.Uri.Path.EndsWith("/metrics:getBatch", StringComparison.Ordinal)
            || message.Response.ContentStream is not { } answer)
            return;
        using var copy = new MemoryStream();
        await answer.CopyToAsync(copy, message.CancellationToken);
        await answer.DisposeAsync();
        LastBatch = copy.ToArray();
        message.Response.ContentStream = new MemoryStream(LastBatch);
    }
}
