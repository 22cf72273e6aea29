using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>JSON over an Azure pipeline, for services without a client library here.</summary>
internal static class ArmRest
{
    /// <summary>Sends a request that changes nothing and reads its JSON answer; one that breaks off is asked for again, twice.</summary>
    /// <exception cref="RequestFailedException">Azure answered with an error.</exception>
    /// <exception cref="JsonException">The answer is no JSON.</exception>
    public static Task<JsonDocument> SendAsync(
        this HttpPipeline pipeline, RequestMethod method, Uri address, BinaryData? body, CancellationToken ct) =>
        CutOffAnswer.AgainAsync(() => SendOnceAsync(pipeline, method, address, body, ct));

    /// <summary>The same, to be disposed; null: 404.</summary>
    /// <exception cref="RequestFailedException">Azure answered with another error.</exception>
    public static async Task<JsonDocument?> FindAsync(
        this HttpPipeline pipeline, RequestMethod method, Uri address, BinaryData? body, CancellationToken ct)
    {
        try
        {
            return await pipeline.SendAsync(method, address, body, ct);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private static async Task<JsonDocument> SendOnceAsync(
        HttpPipeline pipeline, RequestMethod method, Uri address, BinaryData? body, CancellationToken ct)
    {
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(address);
        request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(body);
        }

        await pipeline.SendAsync(message, ct);
        if (message.Response.IsError)
            throw new RequestFailedException(message.Response);
        return await JsonDocument.ParseAsync(message.Response.Content.ToStream(), cancellationToken: ct);
    }
}
