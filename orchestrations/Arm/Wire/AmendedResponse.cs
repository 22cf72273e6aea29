using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>An answer as it came, with headers of ours over its own.</summary>
internal sealed class AmendedResponse(Response inner, params (string Name, string Value)[] headers) : Response
{
    public override int Status => inner.Status;

    public override string ReasonPhrase => inner.ReasonPhrase;

    public override bool IsError => inner.IsError;

    public override Stream? ContentStream { get => inner.ContentStream; set => inner.ContentStream = value; }

    public override string ClientRequestId { get => inner.ClientRequestId; set => inner.ClientRequestId = value; }

    public override void Dispose() => inner.Dispose();

    protected override bool ContainsHeader(string name) => Own(name) is not null || inner.Headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
        inner.Headers.Where(header => Own(header.Name) is null).Concat(headers.Select(header => new HttpHeader(header.Name, header.Value)));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
        (value = Own(name)) is not null || inner.Headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = Own(name) is { } own ? [own] : null;
        return values is not null || inner.Headers.TryGetValues(name, out values);
    }

    private string? Own(string name) =>
        headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)
            .FirstOrDefault();
}
