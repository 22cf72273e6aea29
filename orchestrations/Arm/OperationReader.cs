using Azure;
using Azure.Core;
using System.Text.Json;
using OpsFunctions.Orchestrations.Arm.Identities;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// Asks how far an operation is: <c>Azure-AsyncOperation</c> tells a status in its body, <c>Location</c> answers 202 until it is done.
/// </summary>
public sealed class OperationReader(AzureIdentities identities)
{
    /// <summary>Code of an operation that its own address does not know: right after it began, or long after it ended.</summary>
    internal const string UnknownOperation = "UnknownOperation";

    /// <exception cref="RequestFailedException">Azure throttled or refused.</exception>
    /// <exception cref="RefusedException">The address does not know the operation (yet, or any more).</exception>
    internal async Task<OperationProgress> ReadAsync(OperationTicket ticket, CancellationToken ct)
    {
        if (ticket.Status is null)
            return new(OperationState.Succeeded, 0, null, null, null);
        var pipeline = identities[ticket.By].ArmPipeline;
        using var message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(Checked(ticket.Status));
        message.Request.Headers.Add("Accept", "application/json");
        await pipeline.SendAsync(message, ct);
        var response = message.Response;
        if (response.Status == 404)
            throw new RefusedException(UnknownOperation, "its address does not know it");
        if (response.IsError)
            throw new RequestFailedException(response);
        var wait = RetryAfter.SecondsOf(response) ?? 0;
        if (response.Status == 202)
            return new(OperationState.InProgress, wait, null, null, null);
        if (response.Content is not { } content || content.ToMemory().Length == 0)
            return new(OperationState.Succeeded, 0, null, null, null);
        using var document = JsonDocument.Parse(content);
        return Progress(document.RootElement, wait);
    }

    // The token goes with the call.
    internal static Uri Checked(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri is { Scheme: "https", Host: "management.azure.com", IsDefaultPort: true }
            ? uri
            : throw new InvalidDataException("the operation's address lies on another host");

    private static OperationProgress Progress(JsonElement body, double wait)
    {
        var error = body.Get("error");
        var output = body.Get("properties").Get("output");
        return body.Get("status").Text() switch
        {
            // The resource itself, or an answer without a status: it is done.
            // An action's answer is a list of its own.
            null when body.Get("value").ValueKind == JsonValueKind.Array => new(OperationState.Succeeded, 0, null, null, body.GetRawText()),
            null
                or "Succeeded" => new(OperationState.Succeeded, 0, null, null, output.ValueKind == JsonValueKind.Object
                    ? output.GetRawText()
                    : null),
            "Failed"
                or "Canceled" => new(OperationState.Failed, 0, error.Get("code").Text()
                    ?? "Failed", Words.OneLine(error.Get("message").Text() ?? "Azure gave no reason"), null),
            _ => new(OperationState.InProgress, wait, null, null, null),
        };
    }
}
