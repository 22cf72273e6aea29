using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

/// <summary>Where Event Grid delivers, in its own schema and in that of CloudEvents, with the handshake of each.</summary>
internal sealed class EventGridWebhook(IReadOnlyList<FunctionEntry> functions, Invoker invoker, ILogger<EventGridWebhook> log)
{
    public const string Path = "/runtime/webhooks/eventgrid";

    private const string Validation = "Microsoft.EventGrid.SubscriptionValidationEvent";

    public async Task HandleAsync(HttpContext http)
    {
        var name = http.Request.Query["functionName"].ToString();
        var entry = functions.FirstOrDefault(f => f.Trigger is EventGridTriggerAttribute && string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));
        if (entry is null)
        {
            await AnswerAsync(http, StatusCodes.Status404NotFound, $"There is no Event Grid function '{name}'.");
        }
        else if (HttpMethods.IsOptions(http.Request.Method))
        {
            AnswerCloudEvents(http);
        }
        else if (HttpMethods.IsPost(http.Request.Method))
        {
            await ReceiveAsync(http, entry);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
    }

    // Abuse protection of CloudEvents webhooks: the receiver names the sender it lets in.
    private static void AnswerCloudEvents(HttpContext http)
    {
        if (http.Request.Headers.TryGetValue("WebHook-Request-Origin", out var origin))
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = origin;
            http.Response.Headers["WebHook-Allowed-Rate"] = "*";
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private async Task ReceiveAsync(HttpContext http, FunctionEntry entry)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            var delivered = body.RootElement.ValueKind == JsonValueKind.Array ? [.. body.RootElement.EnumerateArray()] : new List<JsonElement> { body.RootElement };
            if (delivered.FirstOrDefault(IsValidation) is { ValueKind: JsonValueKind.Object } validation)
            {
                var code = validation.GetProperty("data").GetProperty("validationCode").GetString();
                await http.Response.WriteAsJsonAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["validationResponse"] = code }, http.RequestAborted);
                return;
            }

            await DeliverAsync(entry, delivered, http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException { Source: "System.Text.Json" })
        {
            await AnswerAsync(http, StatusCodes.Status400BadRequest, "The body is no event of Event Grid.");
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(http, e.StatusCode, e.Message);
        }
#pragma warning disable CA1031 // The one catch at the edge: Event Grid delivers again what was not accepted.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HostLog.FunctionFailed(log, e, entry.Name);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static bool IsValidation(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("eventType", out var type) && type.ValueEquals(Validation);

    private async Task DeliverAsync(FunctionEntry entry, List<JsonElement> delivered, CancellationToken stop)
    {
        if (((EventGridTriggerAttribute)entry.Trigger).IsBatched)
        {
            await invoker.InvokeAsync(entry, EventData.Batch(delivered), stop);
            return;
        }

        foreach (var element in delivered)
        {
            await invoker.InvokeAsync(entry, EventData.Single(element), stop);
        }
    }
}
