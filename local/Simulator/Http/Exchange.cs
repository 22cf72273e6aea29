using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Http;

/// <summary>One request and its answer.</summary>
internal sealed class Exchange(HttpContext context, string host, byte[] body)
{
    public HttpContext Context => context;

    public HttpRequest Request => context.Request;

    public HttpResponse Response => context.Response;

    public string Method => context.Request.Method;

    /// <summary>The host that the client meant, in lower case.</summary>
    public string Host => host;

    /// <summary>The path as sent, percent-encoding undone; the resource manager's own host undoes that of slashes, too.</summary>
    public string Path { get; set; } = context.Request.Path.Value ?? "/";

    public byte[] Body => body;

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>How ids are spelled in answers; null: as they are.</summary>
    public IdSpelling? Spelling { get; init; }

    /// <summary>Who calls; set once the token has been checked.</summary>
    public Caller? Caller { get; set; }

    /// <summary>What it asks for; set once that is known.</summary>
    public Operation? Operation { get; set; }

    /// <summary>The long-running operation that it began; null: none.</summary>
    public LongOperation? Began { get; set; }

    /// <summary>Makes the long-running operation that it begins fail; null: nothing does.</summary>
    public FaultRule? OperationFault { get; set; }

    /// <summary>Values from the path that the route named.</summary>
    public IReadOnlyDictionary<string, string> Route { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public string? Query(string name) =>
        context.Request.Query.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : null;

    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public void SetHeader(string name, string value) => context.Response.Headers[name] = value;

    public async Task Json(int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new PooledBuffer(4096);
        await using (var writer = new Utf8JsonWriter(buffer, JsonAnswers.Options))
            write(writer);
        Spelling?.Respell(buffer.Span, Path);
        await Bytes(status, "application/json; charset=utf-8", buffer.Written);
    }

    /// <summary>An id as it is spelled in this answer.</summary>
    public string Spelled(string id) => Spelling?.Respell(id, Path) ?? id;

    public Task Bytes(int status, string contentType, ReadOnlyMemory<byte> content) =>
        Bytes(status, contentType, new ReadOnlySequence<byte>(content));

    public async Task Bytes(int status, string contentType, ReadOnlySequence<byte> content)
    {
        Response.StatusCode = status;
        Response.ContentType = contentType;
        Response.ContentLength = content.Length;
        foreach (var part in content)
            await Response.Body.WriteAsync(part, Aborted);
    }
}
