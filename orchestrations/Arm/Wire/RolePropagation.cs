using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// Whether a 403 may only mean that a role has not arrived everywhere yet. Assignments take up to ten minutes, at a management group or
/// as a data action longer (Microsoft Learn, troubleshoot Azure RBAC): so half an hour long after the app's first start, and after the
/// newest assignment at or above the resource, a 403 is waited for and is no refusal.
/// </summary>
public sealed class RolePropagation(TimeProvider time)
{
    /// <summary>How long a role may take to arrive.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>On an answer: it is a 403 that may pass.</summary>
    internal const string Header = "x-ops-role-may-arrive";

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset AskedAt, DateTimeOffset? NewestAt)> _newest = new(
        StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _firstStart;

    /// <summary>When the app first started on this storage. Until it is told, its age alone excuses no 403.</summary>
    public void StartedAt(DateTimeOffset first) => _firstStart = first;

    /// <param name="scope">Resource group or subscription that was asked about; null: none that has roles of its own.</param>
    /// <param name="ask">Reads the role assignments at and above the scope.</param>
    internal async Task<bool> MayArriveAsync(string? scope, Func<string, Task<JsonDocument>> ask)
    {
        if (IsYoung(_firstStart))
            return true;
        if (scope is null)
            return false;
        var now = time.GetUtcNow();
        if (!_newest.TryGetValue(scope, out var known) || now - known.AskedAt > Kept)
            _newest[scope] = known = (now, await NewestAsync(scope, ask));
        return IsYoung(known.NewestAt);
    }

    private bool IsYoung(DateTimeOffset? moment) => moment is { } at && time.GetUtcNow() - at < Longest;

    // Who may not read assignments does not know, and takes the no for a no.
    private static async Task<DateTimeOffset?> NewestAsync(string scope, Func<string, Task<JsonDocument>> ask)
    {
        try
        {
            using var answer = await ask(scope);
            return answer.RootElement.Get("value").Items()
                .Select(one => one.Get("properties").Get("updatedOn").Moment())
                .Max();
        }
        catch (Exception e) when (e is RequestFailedException or JsonException or AggregateException)
        {
            return null;
        }
    }
}

/// <summary>Marks a 403 that may pass, and says when to come back.</summary>
/// <param name="roles">What is known of roles.</param>
/// <param name="reads">Asks for assignments without this policy; null: this pipeline leads to no resource manager.</param>
internal sealed class RolePropagationPolicy(RolePropagation roles, Func<HttpPipeline>? reads) : HttpPipelinePolicy
{
    private const string Version = "2022-04-01";
    private const string WaitSeconds = "120";

    // The last three are storage's; a policy's no is a 403, too, and none of these.
    private static readonly string[] Codes =
        ["AuthorizationFailed", "LinkedAuthorizationFailed", "AuthorizationFailure", "AuthorizationPermissionMismatch",
        "InsufficientAccountPermissions"];

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message is not { HasResponse: true, Response.Status: 403 } || !IsOfRoles(message.Response))
            return;
        if (await roles.MayArriveAsync(
            reads is null ? null : ScopeOf(message.Request.Uri.ToUri()), scope => AskAsync(scope, message.CancellationToken)))
            message.Response = new AmendedResponse(
                message.Response, (RetryAfterInSeconds.Header, WaitSeconds), (RolePropagation.Header, "1"));
    }

    private static bool IsOfRoles(Response response)
    {
        if (response.Headers.TryGetValue("x-ms-error-code", out var code))
            return Codes.Contains(code, StringComparer.OrdinalIgnoreCase);
        // An answer that is read as it comes in is not looked into.
        if (response.ContentStream is not MemoryStream)
            return true;
        var body = response.Content.ToString();
        return Array.Exists(Codes, one => body.Contains($"\"{one}\"", StringComparison.OrdinalIgnoreCase));
    }

    private Task<JsonDocument> AskAsync(string scope, CancellationToken ct) => reads!().SendAsync(
        RequestMethod.Get, ArmAddress.Of(
            scope, "/providers/Microsoft.Authorization/roleAssignments", Version + "&$filter=atScope()"), null, ct);

    // Assignments at a resource itself are rare, and not looked for.
    private static string? ScopeOf(Uri address)
    {
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isOfSubscription = parts.Length >= 2 && parts[0].Equals("subscriptions", StringComparison.OrdinalIgnoreCase);
        if (!isOfSubscription)
            return null;
        var isOfGroup = parts.Length >= 4 && parts[2].Equals("resourceGroups", StringComparison.OrdinalIgnoreCase);
        return $"/{string.Join('/', parts.Take(isOfGroup ? 4 : 2))}";
    }
}
