using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Events;

/// <summary>A write of the resource manager that has ended.</summary>
internal sealed class ResourceEvent : GridEvent
{
    private const string Prefix = "Microsoft.Resources.Resource";
    private const string Claim = "http://schemas.microsoft.com/identity/claims/";
    // An address that belongs to nobody (RFC 5737).
    private const string Address = "203.0.113.7";

    private readonly ActivityEntry _entry;
    private readonly EventOrigin _origin;

    private ResourceEvent(ActivityEntry entry, EventOrigin origin) => (_entry, _origin) = (entry, origin);

    public static IReadOnlyList<string> Types { get; } =
    [
        .. from what in (string[])["Write", "Delete", "Action"]
           from how in (string[])["Success", "Failure", "Cancel"]
           select Prefix + what + how,
    ];

    public override string DataVersion => "2";

    public override ulong Key => Noise.Of($"{_entry.CorrelationId} {Type} {Subject}");

    private string Provider => _entry.Action.Split('/')[0];

    private string SubscriptionId => Source["/subscriptions/".Length..];

    private bool IsPerson => _entry.Caller.Contains('@', StringComparison.Ordinal);

    /// <summary>Null: what is not over, or no write.</summary>
    public static ResourceEvent? Of(ActivityEntry entry, EventOrigin origin) => TypeOf(entry) is not { } type ? null : new(entry, origin)
    {
        Source = SourceOf(entry.ResourceId),
        TopicType = TopicTypes.Subscriptions,
        Subject = entry.ResourceId,
        Type = type,
        Time = entry.Time,
    };

    public override string? Quick(string key) => key switch
    {
        "data.operationname" or "data.authorization.action" => _entry.Action,
        "data.resourceuri" or "data.authorization.scope" => Subject,
        "data.status" => _entry.Status,
        "data.correlationid" => _entry.CorrelationId,
        _ => base.Quick(key),
    };

    protected override void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("authorization");
        writer.WriteString("scope", Subject);
        writer.WriteString("action", _entry.Action);
        WriteEvidence(writer);
        writer.WriteEndObject();
        writer.WriteStartObject("claims");
        WriteClaims(writer);
        writer.WriteEndObject();
        writer.WriteString("correlationId", _entry.CorrelationId);
        writer.WriteStartObject("httpRequest");
        writer.WriteString("clientRequestId", Noise.Id(Noise.Of(_entry.CorrelationId), "request").ToString());
        writer.WriteString("clientIpAddress", Address);
        writer.WriteString("method", _origin.Method);
        writer.WriteString("url", _origin.Url);
        writer.WriteEndObject();
        writer.WriteString("resourceProvider", Provider);
        writer.WriteString("resourceUri", Subject);
        writer.WriteString("operationName", _entry.Action);
        writer.WriteString("status", _entry.Status);
        writer.WriteString("subscriptionId", SubscriptionId);
        writer.WriteString("tenantId", _origin.TenantId);
    }

    private static string SourceOf(string id)
    {
        var end = id.IndexOf('/', "/subscriptions/".Length);
        return end < 0 ? id : id[..end];
    }

    private static string? TypeOf(ActivityEntry entry)
    {
        if (!entry.ResourceId.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
            return null;
        var what = entry.Action[(entry.Action.LastIndexOf('/') + 1)..];
        return (entry.Status, what) switch
        {
            ("Succeeded", "write") => Prefix + "WriteSuccess",
            ("Succeeded", "delete") => Prefix + "DeleteSuccess",
            ("Succeeded", "action") => Prefix + "ActionSuccess",
            ("Failed", "write") => Prefix + "WriteFailure",
            ("Failed", "delete") => Prefix + "DeleteFailure",
            ("Failed", "action") => Prefix + "ActionFailure",
            _ => null,
        };
    }

    private void WriteEvidence(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("evidence");
        writer.WriteString("role", _origin.Role());
        writer.WriteString("roleAssignmentScope", Source);
        writer.WriteString("principalId", ObjectId.Replace("-", "", StringComparison.Ordinal));
        writer.WriteString("principalType", IsPerson ? "User" : "ServicePrincipal");
        writer.WriteEndObject();
    }

    private string ObjectId => IsPerson ? Noise.Id(Noise.Of(_entry.Caller), "principal").ToString() : _entry.Caller;

    private void WriteClaims(Utf8JsonWriter writer)
    {
        var issued = _entry.Time.ToUnixTimeSeconds();
        writer.WriteString("aud", "https://management.core.windows.net/");
        writer.WriteString("iss", $"https://sts.windows.net/{_origin.TenantId}/");
        writer.WriteString("iat", issued.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("nbf", issued.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("exp", (issued + 86_400).ToString(CultureInfo.InvariantCulture));
        writer.WriteString(Claim + "objectidentifier", ObjectId);
        writer.WriteString(Claim + "tenantid", _origin.TenantId);
        writer.WriteString("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", ObjectId);
        if (IsPerson)
        {
            // What must not come into what is kept for years.
            writer.WriteString("ipaddr", Address);
            writer.WriteString("name", "Somebody Else");
            writer.WriteString("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", _entry.Caller);
            writer.WriteString("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", _entry.Caller);
        }
        else
            writer.WriteString("appid", _origin.ClientId);
        writer.WriteString("ver", "1.0");
    }
}

/// <summary>Where a write came from.</summary>
internal sealed record EventOrigin(string Method, string Url, Func<string> Role, string TenantId, string ClientId);
