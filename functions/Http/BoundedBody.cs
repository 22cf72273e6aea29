using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OpsFunctions.Functions.Http;

/// <summary>Reads a request's body once, up to a limit, and leaves it to be read again.</summary>
internal static class BoundedBody
{
    /// <returns>Null where it is larger than <paramref name="limit"/> bytes; what is announced as larger is not read at all.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        if (request.Body is MemoryStream { Position: 0 } read && read.Length <= limit)
            return read.ToArray();
        if (request.ContentLength > limit)
            return null;
        // The server's own limit ends a request in an answer of its own; this one is told as every refusal is.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
        var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await request.Body.ReadAsync(chunk, ct) is > 0 and var count)
        {
            if (body.Length + count > limit)
                return null;
            body.Write(chunk, 0, count);
        }
        body.Position = 0;
        request.Body = body;
        return body.ToArray();
    }
}
