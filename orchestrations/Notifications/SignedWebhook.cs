using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Core;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>JSON, signed so that its receiver knows who sent it and when.</summary>
internal sealed class SignedWebhook(WebhookSettings settings) : INotificationForm
{
    // Read by programs, never put into a page as it is.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    public void Write(Request request, Notification notification, DateTimeOffset now)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(notification, Json);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = MessageSignature.Of(Encoding.UTF8.GetBytes(settings.Secret), $"{timestamp}.", body);
        request.Uri.Reset(new Uri(settings.Url));
        request.Headers.SetValue("Content-Type", "application/json");
        request.Headers.SetValue(MessageSignature.TimestampHeader, timestamp);
        request.Headers.SetValue(MessageSignature.Header, Convert.ToHexStringLower(signature));
        request.Content = RequestContent.Create(body);
    }
}
