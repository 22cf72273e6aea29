using System.Text.Json;
using Azure.Core;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>What the body of a <c>$batch</c> to Microsoft Graph asks for.</summary>
internal static class GraphBatch
{
    // Of a name that stands twice the service might take the other one.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether every request in it is a GET; a body that cannot be read is none of reads.</summary>
    public static bool OnlyReads(RequestContent? content)
    {
        if (content is null)
            return false;
        try
        {
            using var body = new MemoryStream();
            content.WriteTo(body, CancellationToken.None);
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
            var requests = document.RootElement.Get("requests");
            return requests.ValueKind == JsonValueKind.Array && requests.EnumerateArray().All(IsGet);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsGet(JsonElement request) => request.Get("method").Text() == "GET";
}
