using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>HEAD of the id of a resource or a group: 204 where it is there, else what GET answers, without a body.</summary>
internal static class Existence
{
    // Documented for none, seen in public issues: these providers take no HEAD.
    private static readonly string[] Refusing = ["Microsoft.Authorization", "Microsoft.Insights", "Microsoft.AlertsManagement"];

    public static Operation? Of(Exchange exchange, string[] segments, Func<Operation?> find)
    {
        if (exchange.Method is not "HEAD" || !IsResource(segments) || find() is not { } operation)
            return null;
        var at = Array.FindLastIndex(segments, IsProviders);
        var provider = at < 0 ? "Microsoft.Resources" : segments[at + 1];
        if (Refusing.Contains(provider, StringComparer.OrdinalIgnoreCase))
        {
            return operation with
            {
                Name = "Resources_CheckExistenceById",
                Answer = static request =>
                    JsonAnswers.Error(request, 405, "MethodNotAllowed", "The request's HTTP method is not allowed for the resource type."),
            };
        }
        return operation with { Name = "Resources_CheckExistenceById", Answer = request => Look(request, operation) };
    }

    private static async Task Look(Exchange exchange, Operation operation)
    {
        var body = exchange.Response.Body;
        exchange.Response.Body = Stream.Null;
        await operation.Answer(exchange);
        exchange.Response.Body = body;
        exchange.Response.ContentLength = null;
        exchange.Response.Headers.Remove("ETag");
        if (exchange.Response.StatusCode is not 200)
            return;
        exchange.Response.Headers.ContentType = default;
        exchange.Response.StatusCode = 204;
    }

    private static bool IsResource(string[] segments)
    {
        if (segments is [_, _, var groups, _] && groups.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase))
            return true;
        var at = Array.FindLastIndex(segments, IsProviders);
        return at >= 0 && segments.Length >= at + 4 && (segments.Length - at) % 2 == 0;
    }

    private static bool IsProviders(string segment) => segment.Equals("providers", StringComparison.OrdinalIgnoreCase);
}
