using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Stages.Changes;

/// <summary>Something happens right before a call leaves the app.</summary>
internal sealed class WatchedTransport(HttpPipelineTransport inner, Func<Request, Task> before) : HttpPipelineTransport
{
    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Only asynchronous calls are watched.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        await before(message.Request);
        await inner.ProcessAsync(message);
    }
}
