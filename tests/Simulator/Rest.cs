using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Core;
using Azure;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Plain REST calls where there is no client library.</summary>
internal static class Rest
{
    public static async Task<Response> Send(
        this HttpPipeline pipeline, RequestMethod method, string uri, object? body = null, params (string Name, string Value)[] headers)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(uri));
        foreach (var (name, value) in headers)
            message.Request.Headers.SetValue(name, value);
        if (body is not null)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body));
        }
        await pipeline.SendAsync(message, TestContext.Current.CancellationToken);
        return message.Response;
    }

    public static Task<Response> Get(this HttpPipeline pipeline, string uri) => pipeline.Send(RequestMethod.Get, uri);

    public static JsonElement Json(this Response response) => JsonSerializer.Deserialize<JsonElement>(response.Content);

    public static string ErrorCode(this Response response) => response.Json().GetProperty("error").GetProperty("code").GetString()!;
}
