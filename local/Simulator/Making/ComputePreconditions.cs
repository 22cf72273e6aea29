using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>What a client says a resource must be before it is changed: If-Match and If-None-Match, in Compute's words.</summary>
internal static class ComputePreconditions
{
    public static IReadOnlyList<string> Headers { get; } = ["If-Match", "If-None-Match"];

    /// <param name="exchange">The request.</param>
    /// <param name="etag">As the resource is, quoted; null: there is none.</param>
    public static Outcome? Refusal(Exchange exchange, string? etag)
    {
        if (exchange.Header("If-None-Match") is { Length: > 0 } && etag is not null)
            return Failed($"The resource exists and the request's if-none-match header forbids that; its etag is {etag}.");
        if (exchange.Header("If-Match") is not { Length: > 0 } asked || asked is "*")
            return null;
        var quoted = asked[0] == '"' ? asked : $"\"{asked}\"";
        return etag == quoted ? null : Failed($"Etag provided in if-match header {quoted} does not match etag {etag ?? "\"\""} of resource.");
    }

    private static Outcome Failed(string message) => Outcome.Refused(412, "PreconditionFailed", message);
}
