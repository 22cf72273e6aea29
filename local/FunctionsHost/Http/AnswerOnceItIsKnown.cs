using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OpsFunctions.FunctionsHost.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace OpsFunctions.FunctionsHost.Http;

/// <summary>
/// Sends the request under its invocation's id, and holds back an answer without a body until the function has ended: the worker's web
/// server says 200 and nothing where the function failed.
/// </summary>
internal sealed class AnswerOnceItIsKnown(string invocationId, Task<InvocationResponse> invoked) : HttpTransformer
{
    private const string InvocationHeader = "x-ms-invocation-id";

    // As App Service's front end: the target as it was sent, which a signature is over.
    private const string TargetHeader = "X-WAWS-Unencoded-URL";

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Remove(InvocationHeader);
        proxyRequest.Headers.TryAddWithoutValidation(InvocationHeader, invocationId);
        // As the official host: the app sees whom the caller addressed.
        proxyRequest.Headers.Host = null;
        Forwarded(proxyRequest, TargetHeader, httpContext.Features.Get<IHttpRequestFeature>()?.RawTarget);
        Forwarded(proxyRequest, "X-Forwarded-Host", httpContext.Request.Host.Value);
        Forwarded(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
        Forwarded(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        var body = await proxyResponse.Content.ReadAsStreamAsync(cancellationToken);
        var first = new byte[1];
        var isEmpty = await body.ReadAsync(first, cancellationToken) == 0;
        if (isEmpty && !(await invoked).Succeeded())
        {
            return false;
        }

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        proxyResponse.Content = new StreamContent(isEmpty ? Stream.Null : new StreamAfter(first, body));
        return true;
    }

    // Never what the caller claims.
    private static void Forwarded(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A stream whose first bytes were read already.</summary>
    private sealed class StreamAfter(byte[] first, Stream rest) : Stream
    {
        private bool _isRead;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isRead)
            {
                return rest.ReadAsync(buffer, cancellationToken);
            }

            // A reader that only waits for data asks for no byte: there is one.
            if (buffer.IsEmpty)
            {
                return ValueTask.FromResult(0);
            }

            _isRead = true;
            first.CopyTo(buffer);
            return ValueTask.FromResult(first.Length);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rest.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
