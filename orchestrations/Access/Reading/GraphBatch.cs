using System.Net;
using Azure;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>
/// The same question about many objects, 20 at a time. Each answer counts for itself: under an outer 200 one may be throttled or refused.
/// </summary>
internal static class GraphBatch
{
    // The service takes no more in one.
    private const int Most = 20;

    private const int PageSize = 999;
    private static readonly string[] OnlyId = ["id"];

    public static Task<Dictionary<string, List<Principal>>> MembersAsync(
        GraphServiceClient graph, IReadOnlyList<string> groups, CancellationToken ct) =>
        ObjectsAsync(
            graph, groups,
            id => graph.Groups[id].Members.ToGetRequestInformation(
                one => (one.QueryParameters.Select, one.QueryParameters.Top) = (OnlyId, PageSize)), ct);

    public static Task<Dictionary<string, List<Principal>>> OwnersAsync(
        GraphServiceClient graph, IReadOnlyList<string> groups, CancellationToken ct) =>
        ObjectsAsync(graph, groups, id => graph.Groups[id].Owners.ToGetRequestInformation(one => one.QueryParameters.Select = OnlyId), ct);

    public static Task<Dictionary<string, List<Principal>>> ApplicationOwnersAsync(
        GraphServiceClient graph, IReadOnlyList<string> applications, CancellationToken ct) =>
        ObjectsAsync(
            graph, applications, id => graph.Applications[id].Owners.ToGetRequestInformation(one => one.QueryParameters.Select = OnlyId),
            ct);

    public static Task<Dictionary<string, List<Principal>>> AccountOwnersAsync(
        GraphServiceClient graph, IReadOnlyList<string> accounts, CancellationToken ct) =>
        ObjectsAsync(
            graph, accounts, id => graph.ServicePrincipals[id].Owners.ToGetRequestInformation(one => one.QueryParameters.Select = OnlyId),
            ct);

    /// <summary>Whether groups can have roles of the directory, and whether a rule says who is in them.</summary>
    public static async Task<Dictionary<string, (bool IsRoleAssignable, bool IsDynamic)>> FormsAsync(
        GraphServiceClient graph, IReadOnlyList<string> groups, CancellationToken ct)
    {
        var found = new Dictionary<string, (bool, bool)>(StringComparer.Ordinal);
        await AskAsync(graph, groups, id => graph.Groups[id].ToGetRequestInformation(one => one.QueryParameters.Select =
        [
            "id", "isAssignableToRole", "groupTypes"
        ]),
            Microsoft.Graph.Models.Group.CreateFromDiscriminatorValue, (id, group) =>
            {
                if (group.Id is null)
                    throw new InvalidDataException("a group without its id");
                found[id] = (group.IsAssignableToRole == true, group.GroupTypes?.Contains(
                    "DynamicMembership", StringComparer.OrdinalIgnoreCase) == true);
                return Task.CompletedTask;
            }, ct);
        return found;
    }

    /// <summary>Who may become a member or owner of groups (PIM for groups).</summary>
    public static async Task<Dictionary<string, List<string>>> EligibleAsync(
        GraphServiceClient graph, IReadOnlyList<string> groups, CancellationToken ct)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var list = graph.IdentityGovernance.PrivilegedAccess.Group.EligibilityScheduleInstances;
        await AskAsync(graph, groups, id => list.ToGetRequestInformation(one => one.QueryParameters.Filter = $"groupId eq '{id}'"),
            PrivilegedAccessGroupEligibilityScheduleInstanceCollectionResponse.CreateFromDiscriminatorValue, async (id, first) =>
            {
                found[id] = [];
                await Pages.ReadAsync(first, page => page.Value, link => list.WithUrl(link).GetAsync(cancellationToken: ct), one =>
                {
                    if (one.PrincipalId is { } principal)
                        found[id].Add(principal.ToLowerInvariant());
                });
            }, ct);
        return found;
    }

    private static async Task<Dictionary<string, List<Principal>>> ObjectsAsync(
        GraphServiceClient graph, IReadOnlyList<string> ids, Func<string, RequestInformation> request, CancellationToken ct)
    {
        var found = ids.ToDictionary(id => id, _ => new List<Principal>(), StringComparer.Ordinal);
        await AskAsync(graph, ids, request, DirectoryObjectCollectionResponse.CreateFromDiscriminatorValue, (id, first) => Pages.ReadAsync(
            first, page => page.Value, link => graph.Groups[id].Members.WithUrl(link).GetAsync(cancellationToken: ct), one =>
            {
                if (GraphRow.Principal(one) is { } principal)
                    found[id].Add(principal);
            }), ct);
        return found;
    }

    // What is throttled in a batch comes again in the next one; where all of it is, the whole waits.
    private static async Task AskAsync<T>(
        GraphServiceClient graph, IReadOnlyList<string> ids, Func<string, RequestInformation> request, ParsableFactory<T> form,
        Func<string, T, Task> read, CancellationToken ct) where T : IParsable
    {
        var open = new Queue<string>(ids);
        while (open.Count > 0)
        {
            var chunk = new List<string>();
            while (chunk.Count < Most && open.TryDequeue(out var id))
                chunk.Add(id);
            var batch = new BatchRequestContentCollection(graph);
            var steps = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var id in chunk)
                steps[id] = await batch.AddBatchRequestStepAsync(request(id));
            var answers = await graph.Batch.PostAsync(batch, ct);
            var statuses = await answers.GetResponsesStatusCodesAsync();
            var (again, wait) = (new List<string>(), 0.0);
            foreach (var (id, step) in steps)
            {
                var status = statuses.GetValueOrDefault(step);
                using var answer = await answers.GetResponseByIdAsync(step);
                if (status == HttpStatusCode.TooManyRequests || (int)status >= 500 || answer is null)
                {
                    again.Add(id);
                    wait = Math.Max(wait, answer?.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
                    continue;
                }
                var body = await answer.Content.ReadAsStreamAsync(ct);
                if ((int)status == 404)
                    continue;
                if ((int)status >= 400)
                    throw await RefusalAsync(status, body, ct);
                await read(id, await KiotaJsonSerializer.DeserializeAsync(body, form, ct)
                    ?? throw new InvalidDataException("an empty answer in a batch"));
            }
            if (again.Count == chunk.Count)
                throw new ThrottledException(wait, "Microsoft Graph throttled every request of a batch");
            foreach (var id in again)
                open.Enqueue(id);
        }
    }

    private static async Task<RequestFailedException> RefusalAsync(HttpStatusCode status, Stream body, CancellationToken ct)
    {
        using var document = await System.Text.Json.JsonDocument.ParseAsync(body, cancellationToken: ct);
        var error = document.RootElement.Get("error");
        return new((int)status, error.Get("message").Text() ?? status.ToString(), error.Get("code").Text(), innerException: null);
    }
}
