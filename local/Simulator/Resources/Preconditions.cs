using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>If-Match, If-None-Match and the etag of a body, as Microsoft.Network checks them.</summary>
internal static class Preconditions
{
    public static IReadOnlyList<string> Headers { get; } = ["If-Match", "If-None-Match"];

    /// <summary>Why the version does not fit; null: it does, or none was asked for.</summary>
    public static Outcome? Refusal(Exchange exchange, JsonObject? body, StoredResource? present, DateTimeOffset now)
    {
        if (exchange.Header("If-None-Match") is { } none)
        {
            if (none is not "*")
                throw new NotSimulatedException($"the header If-None-Match: {none}");
            if (present is not null)
                return Failed(
                    Detail("PreconditionFailedResourceAlreadyExists", $"Resource {present.Id} already exists in NRP data store."));
        }
        if ((exchange.Header("If-Match") ?? body.Text("etag")) is not { Length: > 0 } asked)
            return null;
        if (asked is "*")
            return present is null ? Failed(
                Detail("PreconditionFailedResourceNotFound", $"Resource {exchange.Path} does not exist in NRP data store.")) : null;
        var etag = present?.Etag(now);
        // One that came without its quotes is the same.
        var full = asked.StartsWith("W/", StringComparison.Ordinal) ? asked : $"W/\"{asked.Trim('"')}\"";
        return full == etag ? null : Failed(Detail(
            "PreconditionFailedEtagMismatch",
            $"Etag provided in if-match header {full} does not match etag {etag} of resource {present?.Id ?? exchange.Path} in NRP data store."));
    }

    private static Outcome Failed(JsonObject detail) =>
        Outcome.RefusedWithDetails(412, "PreconditionFailed", "Precondition failed.", [detail]);

    private static JsonObject Detail(string code, string message) => new() { ["code"] = code, ["message"] = message };
}
