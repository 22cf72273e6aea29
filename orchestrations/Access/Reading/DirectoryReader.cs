using Azure;
using Microsoft.Graph.Models;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using Application = OpsFunctions.Orchestrations.Access.Tenant.Application;
using Group = OpsFunctions.Orchestrations.Access.Tenant.Group;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>
/// Reads the directory, as far as it has to do with rights. Each part that is read is noted in what is handed in, so that a try after
/// throttling goes on from there; a part that is refused is a gap.
/// </summary>
public sealed class DirectoryReader(AzureIdentities identities)
{
    private readonly AzureClients _clients = identities.Audit;

    private const int IdsAtOnce = 1000;
    private const int PageSize = 999;

    // The service gives no more where sign-ins are asked for.
    private const int UsersAtOnce = 500;

    // Of users between two times that it is kept how far it is: 50,000, some minutes.
    private const int PagesAtOnce = 100;

    /// <summary>What it reads.</summary>
    internal static readonly IReadOnlyList<Part> Parts =
    [
        Part.Principals, Part.DirectoryRoles, Part.Groups, Part.GroupEligibilities, Part.Applications, Part.GraphPermissions, Part.Users,
    ];

    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";

    private static readonly string[] OnlyId = ["id"];
    private static readonly string[] OfUser = ["id", "displayName", "userPrincipalName", "userType", "accountEnabled", "createdDateTime"];

    /// <summary>Reads the next part, of the users so many pages: what was read is kept before more is asked for.</summary>
    /// <param name="principals">Who has a role of the resource manager.</param>
    /// <param name="watched">Others who matter: emergency accounts.</param>
    /// <param name="soFar">What is known already; grows.</param>
    /// <returns>There is no more.</returns>
    /// <exception cref="RequestFailedException">The service throttled, or is not well.</exception>
    internal async Task<bool> ReadAsync(
        Func<Task<IReadOnlyCollection<string>>> principals, IReadOnlyCollection<string> watched, DirectoryFacts soFar, CancellationToken ct)
    {
        var open = Parts.Where(part => !soFar.Done.Contains(part.ToString())).ToList();
        if (open.Count == 0)
            return true;
        if (open[0] == Part.Users)
            return await UsersAsync(Relevant(soFar, watched), soFar, ct);
        await Piece.OrAsync(async () =>
        {
            await ReadAsync(open[0], principals, soFar, ct);
            return true;
        }, failure => Missing(soFar, open[0], failure), ct);
        soFar.Done.Add(open[0].ToString());
        return false;
    }

    /// <summary>Gives up the part that is open, and goes on with the next: one that is throttled for good costs itself alone.</summary>
    /// <param name="times">How many were to be given up by now: the same call again gives up no other.</param>
    internal static void GiveUp(DirectoryFacts soFar, int times, string reason)
    {
        if (soFar.GivenUp >= times || Parts.Where(part => !soFar.Done.Contains(part.ToString())).ToList() is not { Count: > 0 } open)
            return;
        soFar.GivenUp = times;
        var withSignIns = open[0] == Part.Users && !soFar.Gaps.Exists(gap => gap.What == Part.SignIns);
        soFar.Gaps.Add(new(withSignIns ? Part.SignIns : open[0], "", reason));
        if (!withSignIns)
            soFar.Done.Add(open[0].ToString());
        // Again from the first, without sign-ins, which are what is throttled most.
        soFar.NextUsers = "";
    }

    private async Task ReadAsync(Part part, Func<Task<IReadOnlyCollection<string>>> principals, DirectoryFacts soFar, CancellationToken ct)
    {
        switch (part)
        {
            case Part.Principals:
                await PrincipalsAsync(await principals(), soFar, ct);
                NoneIsNoAnswer(soFar);
                break;
            case Part.DirectoryRoles:
                await DirectoryRolesAsync(soFar, ct);
                break;
            case Part.Groups:
                await GroupsAsync(soFar, ct);
                break;
            case Part.GroupEligibilities:
                await GroupEligibilitiesAsync(soFar, ct);
                break;
            case Part.Applications:
                await ApplicationsAsync(soFar, ct);
                break;
            case Part.GraphPermissions:
                await GraphPermissionsAsync(soFar, ct);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, "it is no part of the directory");
        }
    }

    private static bool Missing(DirectoryFacts soFar, Part part, RequestFailure failure)
    {
        if (Piece.SaysNoPremium(failure.Code))
            soFar.HasPremium = false;
        else
            soFar.Gaps.Add(new(part, "", Words.OneLine($"{failure.Code}: {failure.Words}")));
        return false;
    }

    // A directory that knows nobody who has a right is one that does not answer: nobody is called gone for it.
    private static void NoneIsNoAnswer(DirectoryFacts soFar)
    {
        if (soFar.Principals.Count == 0 || soFar.Principals.Values.Any(one => one.Kind != PrincipalKind.Missing))
            return;
        soFar.Gaps.Add(new(Part.Principals, "", $"the directory knows none of the {soFar.Principals.Count} principals who have rights"));
        soFar.Principals.Clear();
    }

    private async Task PrincipalsAsync(IReadOnlyCollection<string> ids, DirectoryFacts soFar, CancellationToken ct)
    {
        // Nobody is asked for who would not be answered for.
        if (soFar.Gaps.Exists(gap => gap.What == Part.Principals))
            return;
        foreach (var chunk in ids.Where(id => !soFar.Principals.ContainsKey(id)).Order(StringComparer.Ordinal).Chunk(IdsAtOnce))
        {
            var answer = await _clients.Graph.DirectoryObjects.GetByIds.PostAsGetByIdsPostResponseAsync(
                new() { Ids = [.. chunk] }, cancellationToken: ct);
            var known = Pages.Entries(answer, page => page.Value);
            foreach (var id in chunk)
                soFar.Principals[id] = new(id, PrincipalKind.Missing, id);
            foreach (var found in known)
                if (GraphRow.Principal(found) is { } principal)
                    soFar.Principals[principal.Id] = principal;
        }
    }

    private async Task DirectoryRolesAsync(DirectoryFacts soFar, CancellationToken ct)
    {
        soFar.DirectoryGrants.Clear();
        var directory = _clients.Graph.RoleManagement.Directory;
        await Pages.ReadAsync(
            await directory.RoleAssignments.GetAsync(request => request.QueryParameters.Top = PageSize, ct), page => page.Value,
            link => directory.RoleAssignments.WithUrl(link).GetAsync(cancellationToken: ct),
            one => Add(
                soFar.DirectoryGrants, GraphRow.Grant(one.PrincipalId, one.RoleDefinitionId, one.DirectoryScopeId, isEligible: false)));
        // PIM may be missing where the roles can be read.
        await Piece.OrAsync(async () =>
        {
            await Pages.ReadAsync(
                await directory.RoleEligibilityScheduleInstances.GetAsync(request => request.QueryParameters.Top = PageSize, ct),
                page => page.Value, link => directory.RoleEligibilityScheduleInstances.WithUrl(link).GetAsync(cancellationToken: ct),
                one => Add(
                    soFar.DirectoryGrants, GraphRow.Grant(one.PrincipalId, one.RoleDefinitionId, one.DirectoryScopeId, isEligible: true)));
            soFar.HasPremium ??= true;
            return true;
        }, failure => Missing(soFar, Part.DirectoryRoles, failure), ct);
        foreach (var unit in soFar.DirectoryGrants.Select(grant => GraphRow.UnitOf(grant.Scope)).OfType<string>()
            .Distinct(StringComparer.Ordinal))
        {
            var members = new List<string>();
            var request = _clients.Graph.Directory.AdministrativeUnits[unit].Members;
            await Pages.ReadAsync(
                await request.GetAsync(one => { one.QueryParameters.Select = OnlyId; one.QueryParameters.Top = PageSize; }, ct),
                page => page.Value,
                link => request.WithUrl(link).GetAsync(cancellationToken: ct), member => members.AddRange(GraphRow.IdOf(member)));
            soFar.AdministrativeUnits[unit] = members;
        }
        // Who has a role of the directory may be a group, and is looked at as one.
        await PrincipalsAsync([.. soFar.DirectoryGrants.Select(grant => grant.PrincipalId)], soFar, ct);
    }

    // Level by level: what is in a group, and what is in the groups in it.
    private async Task GroupsAsync(DirectoryFacts soFar, CancellationToken ct)
    {
        var open = GroupsToRead(soFar);
        while (open.Count > 0)
        {
            var members = await GraphBatch.MembersAsync(_clients.Graph, open, ct);
            var owners = await GraphBatch.OwnersAsync(_clients.Graph, open, ct);
            var forms = await GraphBatch.FormsAsync(_clients.Graph, open, ct);
            foreach (var id in open)
            {
                var (inside, form) = (members.GetValueOrDefault(id) ?? [], forms.GetValueOrDefault(id));
                soFar.Groups[id] = new(id, [.. inside.Select(one => one.Id)])
                {
                    Owners = [.. (owners.GetValueOrDefault(id) ?? []).Select(one => one.Id)], IsRoleAssignable = form.IsRoleAssignable,
                    IsDynamic = form.IsDynamic,
                };
                foreach (var one in inside.Concat(owners.GetValueOrDefault(id) ?? []).Where(one => !soFar.Principals.ContainsKey(one.Id)))
                    soFar.Principals[one.Id] = one;
            }
            open = GroupsToRead(soFar);
        }
    }

    private static List<string> GroupsToRead(DirectoryFacts soFar) =>
    [
        .. soFar.Principals.Values.Where(one => one.Kind == PrincipalKind.Group && !soFar.Groups.ContainsKey(one.Id)).Select(one => one.Id)
            .Order(StringComparer.Ordinal),
    ];

    private async Task GroupEligibilitiesAsync(DirectoryFacts soFar, CancellationToken ct)
    {
        var eligible = await GraphBatch.EligibleAsync(_clients.Graph, [.. soFar.Groups.Keys.Order(StringComparer.Ordinal)], ct);
        foreach (var (id, principals) in eligible)
            soFar.Groups[id] = soFar.Groups[id] with { Eligible = principals };
        await PrincipalsAsync([.. eligible.SelectMany(one => one.Value)], soFar, ct);
        // Where there was no group to ask about, nobody answered.
        if (soFar.Groups.Count > 0)
            soFar.HasPremium ??= true;
    }

    private async Task ApplicationsAsync(DirectoryFacts soFar, CancellationToken ct)
    {
        soFar.Applications.Clear();
        var accounts = _clients.Graph.ServicePrincipals;
        var listed = 0;
        await Pages.ReadAsync(
            await accounts.GetAsync(
                request => { request.QueryParameters.Select = GraphRow.OfServicePrincipal; request.QueryParameters.Top = PageSize; }, ct),
            page => page.Value, link => accounts.WithUrl(link).GetAsync(cancellationToken: ct), one =>
            {
                listed++;
                Keep(soFar, GraphRow.Principal(one));
            });
        // Each tenant has some, of Microsoft.
        if (listed == 0)
            throw new InvalidDataException("the list of service principals is empty");
        var found = new List<Application>();
        var applications = _clients.Graph.Applications;
        await Pages.ReadAsync(
            await applications.GetAsync(
                request => { request.QueryParameters.Select = GraphRow.OfApplication; request.QueryParameters.Top = PageSize; }, ct),
            page => page.Value, link => applications.WithUrl(link).GetAsync(cancellationToken: ct),
            one => Add(found, GraphRow.Application(one)));
        var owners = await GraphBatch.ApplicationOwnersAsync(_clients.Graph, [.. found.Select(one => one.Id)], ct);
        var holders = soFar.Principals.Values.Where(one => one is { Kind: PrincipalKind.ServicePrincipal, IsManagedIdentity: false })
            .Select(one => one.Id);
        var ofAccounts = await GraphBatch.AccountOwnersAsync(_clients.Graph, [.. holders.Order(StringComparer.Ordinal)], ct);
        soFar.Applications.AddRange(found.Select(one => one with { Owners = [.. owners[one.Id].Select(owner => owner.Id)] }));
        foreach (var (id, some) in ofAccounts)
            soFar.Principals[id] = soFar.Principals[id] with { Owners = [.. some.Select(owner => owner.Id)] };
        foreach (var owner in owners.Values.Concat(ofAccounts.Values).SelectMany(some => some)
            .Where(one => !soFar.Principals.ContainsKey(one.Id)))
            soFar.Principals[owner.Id] = owner;
    }

    // Of all service principals those that have a role are kept, and those of applications: their owners matter.
    private static void Keep(DirectoryFacts soFar, Principal? account)
    {
        if (account is not null && (soFar.Principals.ContainsKey(account.Id) || !account.IsManagedIdentity))
            soFar.Principals[account.Id] = account;
    }

    private async Task GraphPermissionsAsync(DirectoryFacts soFar, CancellationToken ct)
    {
        soFar.GraphGrants.Clear();
        var graph = await _clients.Graph.ServicePrincipalsWithAppId(GraphAppId)
            .GetAsync(request => request.QueryParameters.Select = ["id", "appRoles"], ct);
        var names = Pages.Entries(graph, one => one.AppRoles).Where(role => role.Id is not null)
            .ToDictionary(role => role.Id!.Value, role => role.Value ?? "");
        if (graph?.Id is not { } id)
            throw new InvalidDataException("the service principal of Microsoft Graph has no id");
        var request = _clients.Graph.ServicePrincipals[id].AppRoleAssignedTo;
        await Pages.ReadAsync(
            await request.GetAsync(one => one.QueryParameters.Top = PageSize, ct), page => page.Value,
            link => request.WithUrl(link).GetAsync(cancellationToken: ct), one =>
            {
                if (one is { PrincipalId: { } principal, AppRoleId: { } role } && names.TryGetValue(role, out var name))
                    soFar.GraphGrants.Add(new(principal.ToString(), name));
            });
        await PrincipalsAsync([.. soFar.GraphGrants.Select(grant => grant.PrincipalId).Distinct(StringComparer.Ordinal)], soFar, ct);
    }

    // All users pass by, page by page; kept are those who matter.
    private async Task<bool> UsersAsync(HashSet<string> relevant, DirectoryFacts soFar, CancellationToken ct)
    {
        var withSignIns = !soFar.Gaps.Exists(gap => gap.What == Part.SignIns);
        var isEnd = await Piece.OrAsync<bool?>(async () => await PagesOfUsersAsync(withSignIns, relevant, soFar, ct), failure =>
        {
            Missing(soFar, withSignIns ? Part.SignIns : Part.Users, failure);
            return null;
        }, ct);
        if (isEnd is null && withSignIns)
        {
            // Again from the first, without sign-ins.
            soFar.NextUsers = "";
            return false;
        }
        if (isEnd == false)
            return false;
        soFar.Done.Add(nameof(Part.Users));
        return true;
    }

    private async Task<bool> PagesOfUsersAsync(bool withSignIns, HashSet<string> relevant, DirectoryFacts soFar, CancellationToken ct)
    {
        var (users, isFirst) = (_clients.Graph.Users, soFar.NextUsers.Length == 0);
        var next = !isFirst ? await users.WithUrl(soFar.NextUsers).GetAsync(cancellationToken: ct) : await users.GetAsync(request =>
        {
            request.QueryParameters.Select = withSignIns ? [.. OfUser, "signInActivity"] : OfUser;
            request.QueryParameters.Top = withSignIns ? UsersAtOnce : PageSize;
        }, ct);
        // Somebody made the tenant.
        if (isFirst && next is { Value.Count: 0, OdataNextLink: null })
            throw new InvalidDataException("the list of users is empty");
        for (var page = 1; ; page++)
        {
            foreach (var user in Pages.Entries(next, one => one.Value))
                if (user.Id is { } id && relevant.Contains(id) && GraphRow.Principal(user) is { } principal)
                    soFar.Principals[principal.Id] = principal;
            if (Pages.Next(next!) is not { } link)
                return true;
            soFar.NextUsers = link;
            if (page == PagesAtOnce)
                return false;
            next = await users.WithUrl(link).GetAsync(cancellationToken: ct);
        }
    }

    private static HashSet<string> Relevant(DirectoryFacts soFar, IReadOnlyCollection<string> watched) =>
        soFar.Principals.Values.Where(one => one.Kind is PrincipalKind.User or PrincipalKind.Other).Select(one => one.Id)
            .Concat(soFar.AdministrativeUnits.Values.SelectMany(members => members))
            .Concat(watched.Select(id => id.ToLowerInvariant())).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static void Add<T>(List<T> list, T? one) where T : class
    {
        if (one is not null)
            list.Add(one);
    }
}
