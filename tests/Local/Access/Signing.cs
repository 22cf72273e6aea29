using System.Globalization;
using System.Text;
using OpsFunctions.Functions.Http;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>Requests that are signed right.</summary>
internal static class Signing
{
    /// <summary>The three headers, for a target as it is sent.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers(
        DateTimeOffset at, string method, string target, string body = "", string signer = "scheduler", string secret = AccessSuite.Secret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Signatures.Sign(Encoding.UTF8.GetBytes(secret), timestamp, method, target, Encoding.UTF8.GetBytes(body));
        return
        [
            (Signatures.SignerHeader, signer), (Signatures.TimestampHeader, timestamp),
            (Signatures.Header, Convert.ToHexStringLower(signature)),
        ];
    }

    public static HttpRequestMessage Request(
        DateTimeOffset at, HttpMethod method, string path, string body = "", string signer = "scheduler",
        string secret = AccessSuite.Secret)
    {
        var request = new HttpRequestMessage(method, path);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in Headers(at, method.Method, $"/{path}", body, signer, secret))
            request.Headers.Add(name, value);
        return request;
    }

    public static async Task<Answered> SendSignedAsync(
        this HttpClient http, DateTimeOffset at, HttpMethod method, string path, string body = "",
        string signer = "scheduler", string secret = AccessSuite.Secret)
    {
        using var request = Request(at, method, path, body, signer, secret);
        using var answer = await http.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
