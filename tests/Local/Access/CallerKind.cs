using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Signing;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;

namespace OpsFunctions.Tests.Local.Access;

/// <summary>How a kind of caller makes a request its own.</summary>
/// <param name="Reads">Status of a GET; 200 stands for whatever the endpoint answers to those it lets in.</param>
/// <param name="Starts">Status of what only operators may, likewise.</param>
internal sealed record CallerKind(string Name, int Reads, int Starts, Func<AccessSuite, HttpRequestMessage, Task> Sign)
{
    private const int Allowed = 200;

    /// <summary>Status of what operators and approvers may.</summary>
    public int Answers { get; init; } = Starts;

    /// <summary>Status of what auditors alone may.</summary>
    public int Audits { get; init; } = Reads == Allowed ? 403 : Reads;

    /// <summary>Status of what operators and auditors may.</summary>
    public int StartsAudits { get; init; } = Starts;

    /// <summary>Status of what operators and senders of alerts may.</summary>
    public int Sends { get; init; } = Starts;

    public static IReadOnlyList<CallerKind> All { get; } =
    [
        new("nobody", 401, 401, (_, _) => Task.CompletedTask),
        Key("wrong key", 401, 401, "wrong"),
        Key("key of an operator", Allowed, Allowed, AccessSuite.OperatorKey),
        Key("key of a reader", Allowed, 403, AccessSuite.ReaderKey),
        Key("hash in place of a key", 401, 401, AccessKeys.HashOf(AccessSuite.OperatorKey)),
        Basic("password", Allowed, 401, AccessSuite.OperatorKey),
        Basic("wrong password", 401, 401, "wrong"),

        Token("reader", Allowed, 403, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Reader"] }),
        Token("operator", Allowed, Allowed, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Operator"] }),
        Token("approver", Allowed, 403, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Approver"] }) with { Answers = Allowed },
        Token("auditor", Allowed, 403, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Auditor"] }) with
        {
            Audits = Allowed, StartsAudits = Allowed
        },
        Token("operator and approver", Allowed, Allowed, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Approver", "Ops.Operator"] }),
        Token("no role", 403, 403, new() { Audience = SuiteHost.Audience }),
        Token("foreign roles", 403, 403, new() { Audience = SuiteHost.Audience, Roles = ["ops.operator", "Operator", "Ops.Operator "] }),
        Token("expired", 401, 401, Operator with { NotBefore = SuiteHost.Start.AddHours(-2) }),
        Token("expired within the skew", Allowed, Allowed, Operator with { NotBefore = SuiteHost.Start.AddMinutes(-76) }),
        Token("not valid yet", 401, 401, Operator with { NotBefore = SuiteHost.Start.AddHours(1) }),
        Token("foreign issuer", 401, 401, Operator with
        {
            Issuer = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0"
        }),
        Token("wrong audience", 401, 401, Operator with { Audience = "https://management.azure.com" }),
        Token("signed by a stranger", 401, 401, Operator with { Signing = TokenSigning.Stranger }),
        Token("unsigned, alg none", 401, 401, Operator with { Signing = TokenSigning.Nobody }),
        Token("signed with the public key as a secret", 401, 401, Operator with { Signing = TokenSigning.PublicKeyAsSecret }),
        Token("id token", 401, 401, Operator with { IsIdToken = true }),
        Token("sender of alerts", 403, 403, new() { Audience = SuiteHost.Audience, Roles = ["Ops.Alerts"] }) with { Sends = Allowed },
        Token("action group", 403, 403, new() { Audience = SuiteHost.Audience,
            Roles = ["ActionGroupsSecureWebhook"] }) with { Sends = Allowed },
        Bearer("key of an operator as a token", 401, 401, _ => AccessSuite.OperatorKey) with { Sends = Allowed },
        Bearer("key of a reader as a token", 401, 401, _ => AccessSuite.ReaderKey) with { Sends = 403 },
        Bearer("no token at all", 401, 401, _ => "a.b.c"),
        Bearer("token with its roles altered", 401, 401, suite => Altered(suite.Token("Ops.Reader"))),

        Signed("signature", Allowed, Allowed, new()),
        Signed("signature of a reader", Allowed, 403, new() { Signer = "dashboard", Secret = AccessSuite.ReaderSecret }),
        Signed("signature of a sender of alerts", 403, 403, new() { Signer = "monitor",
            Secret = AccessSuite.MonitorSecret }) with { Sends = Allowed },
        new("signature of Grafana", 401, 401, (suite, request) => SignAsGrafanaAsync(suite, request, TimeSpan.Zero)) { Sends = Allowed },
        new("old signature of Grafana", 401, 401, (suite, request) => SignAsGrafanaAsync(suite, request, TimeSpan.FromSeconds(301))),
        Signed("signature with another's secret", 401, 401, new() { Secret = AccessSuite.ReaderSecret }),
        Signed("signature of an unknown signer", 401, 401, new() { Signer = "stranger" }),
        Signed("signature of another path", 401, 401, new() { Path = "/api/health" }),
        Signed("signature of another method", 401, 401, new() { Method = "PATCH" }),
        Signed("signature of another body", 401, 401, new() { Body = "{}" }),
        Signed("signature of 5 minutes ago", Allowed, Allowed, new() { Age = TimeSpan.FromMinutes(5) }),
        Signed("old signature", 401, 401, new() { Age = TimeSpan.FromSeconds(301) }),
        Signed("signature of the future", 401, 401, new() { Age = TimeSpan.FromSeconds(-301) }),
        Signed("replayed signature", Allowed, 401, new() { Replayed = true }),

        new("headers of a proxy", 401, 401, Headers(
            ("X-Forwarded-User", "admin"), ("X-MS-CLIENT-PRINCIPAL-NAME", "admin"),
            ("X-MS-CLIENT-PRINCIPAL", "eyJyb2xlcyI6WyJPcHMuT3BlcmF0b3IiXX0="),
            ("x-functions-key", AccessSuite.OperatorKey), ("X-Original-Method", "GET"), ("X-HTTP-Method-Override", "GET"))),
        new("wrong key beside a right token", 401, 401, (suite, request) =>
        {
            request.Headers.Add(AccessKeys.Header, "wrong");
            request.Headers.Authorization = new("Bearer", suite.Token("Ops.Operator"));
            return Task.CompletedTask;
        }),
    ];

    private static UserToken Operator => new() { Audience = SuiteHost.Audience, Roles = ["Ops.Operator"] };

    private static CallerKind Key(string name, int reads, int starts, string key) =>
        new(name, reads, starts, Headers((AccessKeys.Header, key)));

    private static CallerKind Basic(string name, int reads, int starts, string password) =>
        new(name, reads, starts, Headers(("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + password)))));

    private static CallerKind Token(string name, int reads, int starts, UserToken token) =>
        Bearer($"token: {name}", reads, starts, suite => suite.Azure.Entra.Issue(token));

    private static CallerKind Bearer(string name, int reads, int starts, Func<AccessSuite, string> token) =>
        new(name, reads, starts, (suite, request) =>
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token(suite));
        return Task.CompletedTask;
    });

    private static CallerKind Signed(string name, int reads, int starts, SignedRequest signed) =>
        new(name, reads, starts, (suite, request) => signed.SignAsync(suite, request));

    private static Func<AccessSuite, HttpRequestMessage, Task> Headers(params (string Name, string Value)[] headers) => (_, request) =>
    {
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return Task.CompletedTask;
    };

    private static Task SignAsGrafanaAsync(AccessSuite suite, HttpRequestMessage request, TimeSpan age)
    {
        var sent = request.Method == HttpMethod.Get ? "" : $$"""{"reason":"{{Guid.NewGuid()}}"}""";
        if (sent.Length > 0)
            request.Content = new StringContent(sent);
        var at = (suite.Azure.Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = GrafanaSignatures.Sign(Encoding.UTF8.GetBytes(AccessSuite.MonitorSecret), at, Encoding.UTF8.GetBytes(sent));
        request.Headers.Add("X-Grafana-Alerting-Timestamp", at);
        request.Headers.Add(GrafanaSignatures.Header, Convert.ToHexStringLower(signature));
        return Task.CompletedTask;
    }

    // Payload of one token under the signature of another.
    private static string Altered(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))
            .Replace("Ops.Reader", "Ops.Operator", StringComparison.Ordinal);
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }
}

/// <summary>A request as a machine signs it; what is set differs from what is sent.</summary>
internal sealed record SignedRequest
{
    public string Signer { get; init; } = "scheduler";

    public string Secret { get; init; } = AccessSuite.Secret;

    public string? Path { get; init; }

    public string? Method { get; init; }

    public string? Body { get; init; }

    public TimeSpan Age { get; init; }

    public bool Replayed { get; init; }

    public async Task SignAsync(AccessSuite suite, HttpRequestMessage request)
    {
        // Equal requests of one second have equal signatures; each caller of the table sends a body of its own.
        var sent = request.Method == HttpMethod.Get ? "" : $$"""{"reason":"{{Guid.NewGuid()}}"}""";
        var timestamp = (suite.Azure.Time.GetUtcNow() - Age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(Signatures.Sign(
            Encoding.UTF8.GetBytes(Secret), timestamp, Method ?? request.Method.Method, Path ?? $"/{request.RequestUri}",
            Encoding.UTF8.GetBytes(Body ?? sent)));
        Write(request);
        if (!Replayed)
            return;
        using var first = new HttpRequestMessage(request.Method, request.RequestUri);
        Write(first);
        using var answer = await suite.Http.SendAsync(first);

        void Write(HttpRequestMessage to)
        {
            if (sent.Length > 0)
                to.Content = new StringContent(sent);
            to.Headers.Add(Signatures.SignerHeader, Signer);
            to.Headers.Add(Signatures.TimestampHeader, timestamp);
            to.Headers.Add(Signatures.Header, signature);
        }
    }
}
