using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Operations;

/// <summary>What a call that changes something is answered with.</summary>
internal sealed record Outcome(int Status, JsonNode? Body, LongOperation? Operation = null)
{
    // What Azure Resource Manager says before a provider is asked; a provider's own refusals do not have the header.
    private static readonly HashSet<string> OfGateway = new(StringComparer.Ordinal)
    {
        "ResourceNotFound", "ParentResourceNotFound", "InvalidRequestContent", "LinkedAuthorizationFailed", "RequestDisallowedByPolicy",
            "LocationRequired",
        "LocationNotAvailableForResourceType", "InvalidResourceLocation", "InvalidResourceName", "ResourceNameTooLong", "InvalidTagCount",
            "InvalidTagNameCharacters",
        "LocationNotAvailableForResourceGroup", "InvalidResourceGroup", "InvalidResourceGroupLocation", "ResourceGroupNotFound",
            "ResourceGroupBeingDeleted",
        "InvalidTagNameSize", "InvalidTagValueLength", "LockNotFound", "SubscriptionNotFound", "ManagementGroupNotFound",
    };

    public bool IsRefused => Status >= 400;

    /// <summary>The resource's version, quoted; null: it has none in this api-version.</summary>
    public string? Etag { get; init; }

    public static Outcome Refused(int status, string code, string message, JsonObject? more = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        foreach (var (name, value) in more ?? [])
            error[name] = value?.DeepClone();
        return new Outcome(status, new JsonObject { ["error"] = error });
    }

    /// <summary>A refusal of a provider whose errors have details, also where there are none.</summary>
    public static Outcome RefusedWithDetails(int status, string code, string message, JsonArray? details = null) =>
        Refused(status, code, message, new JsonObject { ["details"] = details ?? [] });

    public static Outcome Refused(OperationError error) => Refused(409, error.Code, error.Message);

    public static Outcome Accepted(LongOperation operation, int status = 202, JsonNode? body = null) => new(status, body, operation);

    public async Task Write(Exchange exchange)
    {
        exchange.Began = Operation;
        if (Operation is { } operation)
        {
            if (OperationAddress.OfStatus(operation, exchange) is { } status)
                exchange.SetHeader("Azure-AsyncOperation", status);
            if (OperationAddress.OfResult(operation, exchange) is { } result)
                exchange.SetHeader("Location", result);
            if (operation.Form.RetryAfter is { } seconds)
                exchange.SetHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }
        if (Etag is { } etag)
            exchange.SetHeader("ETag", etag);
        if (IsRefused && OfGateway.Contains(Body?["error"]?["code"]?.GetValue<string>() ?? ""))
            exchange.SetHeader("x-ms-failure-cause", "gateway");
        if (Body is { } body)
            await exchange.Json(Status, writer => body.WriteTo(writer));
        else
            exchange.Response.StatusCode = Status;
    }
}
