using Azure;
using Microsoft.Graph.Models;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Watching;

/// <summary>
/// Looks whether somebody was given much: at management groups and the root, in the directory's logs, and at what events noted.
/// </summary>
public sealed class WatchReader(AzureIdentities identities, ArmAccessReader arm, AuditFacts audits, AccessOptions options)
{
    private readonly AzureClients _clients = identities.Audit;

    private const int PageSize = 999;
    private const int MostLines = 20;
    private const int MostSeen = 1000;

    // Logs come late; what was told is known by its id.
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private static readonly string[] Categories = ["RoleManagement", "GroupManagement", "ApplicationManagement"];

    /// <summary>Rights at management groups and the root, the logs of the directory.</summary>
    /// <param name="memory">What the last look saw; null: this is the first, which learns and tells nothing of rights.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<(WatchMemory Memory, IReadOnlyList<News> News, IReadOnlyList<string> Problems)> LookAsync(
        WatchMemory? memory, DateTimeOffset now, CancellationToken ct)
    {
        var (news, problems) = (new List<News>(), new List<string>());
        var rights = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var scope in await ScopesAsync(memory, problems, ct))
        {
            var known = memory?.Rights.GetValueOrDefault(scope);
            if (await arm.AssignedAtAsync(scope, problems, ct) is not { } assigned)
            {
                if (known is not null)
                    rights[scope] = known;
                continue;
            }
            rights[scope] = [.. assigned.Select(grant => grant.Id).Order(StringComparer.Ordinal)];
            var fresh = known is null
                ? []
                : assigned.Select(grant => grant.Id).Except(known, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            if (fresh.Count > 0)
                news.AddRange(await NewsOfAsync(scope, grant => fresh.Contains(grant.Id), ct));
        }
        var since = (memory?.LookedAt ?? now) - Overlap;
        var seen = memory?.Seen.ToHashSet(StringComparer.Ordinal) ?? [];
        var told = await AuditsAsync(since, seen, news, problems, ct);
        told.AddRange(await SignInsAsync(since, seen, news, problems, ct));
        var lasting = problems.Intersect(memory?.Problems ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (lasting.Count > 0)
            news.Add(BlindOf(lasting, now));
        return (new(now, rights, [.. told.Concat(memory?.Seen ?? []).Distinct(StringComparer.Ordinal).Take(MostSeen)])
        {
            Problems = problems
        }, news, problems);
    }

    // Once a day: what cannot be seen is not seen within 20 minutes either.
    private static News BlindOf(IReadOnlyList<string> problems, DateTimeOffset now) => new(
        Invariant($"access-blind-{now.UtcDateTime:yyyyMMdd}-{Ids.Key(string.Join(' ', problems))}"), IsPage: false,
        "The watch of rights does not see everything", string.Join("; ", problems.Take(MostLines)));

    /// <summary>Privileged rights that events noted in subscriptions, as they are now; what is gone or was activated is none.</summary>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<IReadOnlyList<News>> SettleAsync(IEnumerable<NotedGrant> noted, CancellationToken ct)
    {
        var news = new List<News>();
        var wide = noted.Select(one => (Id: ScopeTree.Plain(one.Subject), Scope: ScopeOf(one.Subject)))
            .Where(one => one.Scope is not null && ScopeTree.IsWide(one.Scope));
        foreach (var scope in wide.GroupBy(one => one.Scope!, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var ids = scope.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
            news.AddRange(await NewsOfAsync(scope.Key, grant => ids.Contains(grant.Id), ct, notedIds: ids));
        }
        return news;
    }

    /// <param name="notedIds">What events noted: only privileged ones are told; null: all are.</param>
    private async Task<IReadOnlyList<News>> NewsOfAsync(
        string scope, Func<Grant, bool> isAbout, CancellationToken ct, IReadOnlyCollection<string>? notedIds = null)
    {
        var facts = await arm.ScopeAsync(scope, withBuiltIn: true, ct);
        // That something was given is known, and what it was is not.
        if (notedIds is not null && facts.Gaps.FirstOrDefault(gap => gap.What == Part.Assignments) is { } gap)
            return [UnreadOf(scope, notedIds, gap)];
        var roles = new RoleBook(facts.Roles);
        var isSure = !facts.Gaps.Any(one => one.What == Part.Activations);
        return
        [
            .. Standing(facts).Where(isAbout)
                .Where(grant => notedIds is null || roles.Find(grant.RoleId) is null || roles.IsPrivileged(grant.RoleId, grant.Condition))
                .Select(grant => NewsOf(grant, roles, isSure)),
        ];
    }

    private static News UnreadOf(string scope, IReadOnlyCollection<string> ids, Gap gap) => new(
        $"access-unread-{Ids.Key(string.Join(' ', ids.Order(StringComparer.Ordinal)))}", IsPage: false,
        $"Rights were written at {scope} and cannot be read",
        Invariant(
            $"{ids.Count} assignments, by Event Grid, the first {ids.Order(StringComparer.Ordinal).First()}: {gap.Reason}; give the app's identity Reader there, the next audit shows them"));

    // What comes before the provider; an id from outside is used as a scope only where it is one.
    private static string? ScopeOf(string subject)
    {
        var end = subject.IndexOf("/providers/Microsoft.Authorization/", StringComparison.OrdinalIgnoreCase);
        return end > 0 && ArmAddress.IsId(subject) ? ScopeTree.Plain(subject[..end]) : null;
    }

    // An activation is a fact for the report, and nobody's alarm.
    private static IEnumerable<Grant> Standing(ScopeFacts facts) => FactsAssembly.Marked([facts])
        .Where(grant => grant.Kind == GrantKind.Standing && grant.Scope == facts.Scope);

    // Where activations could not be read it may be one: told, and nobody is called.
    private static News NewsOf(Grant grant, RoleBook roles, bool isSure)
    {
        var isOwner = roles.IsOwnerLike(grant.RoleId, grant.Condition);
        var role = roles.Find(grant.RoleId)?.Name ?? grant.RoleId;
        return new(
            $"access-right-{Ids.Key(grant.Key + grant.Id)}", isOwner && isSure,
            $"{(isOwner ? "Owner-like right" : "Right")} given at {grant.Scope}",
            Invariant(
                $"{grant.PrincipalType} {grant.PrincipalId} has {role} at {grant.Scope} since {grant.CreatedOn?.UtcDateTime:yyyy-MM-dd HH:mm} UTC, given by {grant.CreatedBy ?? "unknown"}; az role assignment delete --ids {grant.Id} takes it away{(isSure ? "" : "; whether it was activated for a time could not be read")}"));
    }

    private async Task<IReadOnlyList<string>> ScopesAsync(WatchMemory? memory, List<string> problems, CancellationToken ct)
    {
        var facts = await arm.TreeAsync(audits.Subscriptions, ct);
        problems.AddRange(facts.Gaps.Select(gap => $"{gap.What}: {gap.Reason}"));
        // Where the tree is not known, those of the last look are: a right given meanwhile would else be taken for an old one.
        var known = facts.Gaps.Count > 0 ? memory?.Rights.Keys ?? [] : [];
        return
        [
            .. audits.ScopesOf(facts).Where(scope => !ScopeTree.IsSubscription(scope)).Concat(known)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private Task<List<string>> AuditsAsync(
        DateTimeOffset since, HashSet<string> seen, List<News> news, List<string> problems,
        CancellationToken ct) => Piece.OrAsync(async () =>
    {
        var (told, lines) = (new List<string>(), new List<string>());
        var list = _clients.Graph.AuditLogs.DirectoryAudits;
        await Pages.ReadAsync(
            await list.GetAsync(request =>
            {
                request.QueryParameters.Filter = Invariant($"activityDateTime ge {since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
                request.QueryParameters.Top = PageSize;
            }, ct),
            page => page.Value, link => list.WithUrl(link).GetAsync(cancellationToken: ct), one =>
            {
                if (one.Id is not { } id || seen.Contains(id) || !Matters(one))
                    return;
                told.Add(id);
                var by = one.InitiatedBy?.User?.Id ?? one.InitiatedBy?.App?.ServicePrincipalId ?? "unknown";
                lines.Add(
                    Words.OneLine(
                        $"{one.ActivityDateTime?.UtcDateTime:HH:mm} {one.ActivityDisplayName}: {string.Join(", ", (one.TargetResources ?? []).Select(target => $"{target.Type} {target.Id}"))}, by {by}"));
            });
        if (lines.Count > 0)
            news.Add(new(
                $"access-directory-{Ids.Key(string.Join(' ', told.Order(StringComparer.Ordinal)))}", IsPage: false,
                Invariant($"{lines.Count} changes of roles, groups or applications in the directory"),
                string.Join("; ", lines.Take(MostLines))
                    + (lines.Count > MostLines ? Invariant($"; and {lines.Count - MostLines} more") : "")));
        return told;
    }, failure => Problem(problems, "directory's log", failure), ct);

    private static bool Matters(DirectoryAudit audit) => Categories.Contains(audit.Category, StringComparer.OrdinalIgnoreCase)
        && audit.ActivityDisplayName?.Contains("PIM activation", StringComparison.OrdinalIgnoreCase) != true;

    private async Task<List<string>> SignInsAsync(
        DateTimeOffset since, HashSet<string> seen, List<News> news, List<string> problems, CancellationToken ct)
    {
        var told = new List<string>();
        foreach (var account in options.EmergencyAccounts.Select(id => id.ToLowerInvariant()).Order(StringComparer.Ordinal))
            told.AddRange(await Piece.OrAsync(async () =>
            {
                var found = new List<string>();
                var list = _clients.Graph.AuditLogs.SignIns;
                await Pages.ReadAsync(
                    await list.GetAsync(request => request.QueryParameters.Filter =
                        Invariant($"createdDateTime ge {since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} and userId eq '{account}'"), ct),
                    page => page.Value, link => list.WithUrl(link).GetAsync(cancellationToken: ct), one =>
                    {
                        if (one.Id is not { } id || seen.Contains(id) || (one.Status?.ErrorCode ?? 0) != 0)
                            return;
                        found.Add(id);
                        news.Add(new(
                            $"access-emergency-{Ids.Key(id)}", IsPage: true, "An emergency account signed in",
                            Invariant(
                                $"account {account} at {one.CreatedDateTime?.UtcDateTime:yyyy-MM-dd HH:mm} UTC: either that day has come, or somebody else has its key")));
                    });
                return found;
            }, failure => Problem(problems, "log of sign-ins", failure), ct));
        return told;
    }

    private static List<string> Problem(List<string> problems, string what, RequestFailure failure)
    {
        problems.Add(Words.OneLine($"{what}: {failure.Code} {failure.Words}"));
        return [];
    }
}
