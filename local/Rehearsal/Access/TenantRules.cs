using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>
/// What follows from what simulated Azure holds at a moment, and comes and goes with time, activations and people who leave: told from its
/// truth, without the checks of the suite.
/// </summary>
internal sealed class TenantRules(SimulatedAzure azure, TenantTruth truth, DateTimeOffset asOf)
{
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string UserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
    private const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    private const int StaleDays = 90;
    private const int UsedDays = 30;
    private const int FewestOwners = 2;
    private const int MostOwners = 3;

    /// <summary>Checks that are judged so, whatever was planted.</summary>
    public static readonly string[] Checks =
    [
        "secret-expired", "secret-expiring", "secret-never-expires", "secret-old", "emergency-used", "unused-eligibility",
        "stale-privileged", "orphaned", "owners-too-few", "owners-too-many",
    ];

    private DateTimeOffset Stale => asOf.AddDays(-StaleDays);

    // What an activation assigned is listed with the activations.
    private IEnumerable<HeldRole> Standing => azure.Access.Held.Where(held => held.CreatedBy != azure.Access.PimPrincipalId);

    public IEnumerable<string> Findings => [.. Secrets(), .. Used(), .. Unused(), .. StalePeople(), .. Orphaned(), .. Owners()];

    private IEnumerable<string> Secrets() =>
        from application in azure.Directory.All
        where application.Kind is DirectoryKind.Application
        from secret in application.Credentials
        from check in ChecksOf(secret)
        select ExpectedAudit.Key(check, application.Id, "");

    private IEnumerable<string> ChecksOf(DirectoryCredential secret)
    {
        if (secret.End is not { } end || end > asOf.AddYears(10))
            yield return "secret-never-expires";
        if (secret.End <= asOf)
            yield return "secret-expired";
        else if (secret.End <= asOf.AddDays(30))
            yield return "secret-expiring";
        if (secret.End > asOf && secret.Start < asOf.AddDays(-365))
            yield return "secret-old";
    }

    private IEnumerable<string> Used() => truth.EmergencyAccounts
        .Where(id => azure.Directory.Find(id)?.LastSuccessfulSignIn > asOf.AddDays(-UsedDays))
        .Select(id => ExpectedAudit.Key("emergency-used", id, ""));

    private IEnumerable<string> Unused()
    {
        var activations = azure.Access.Activations.Where(one => one.Start >= Stale && one.Start <= asOf).ToList();
        return azure.Access.Eligible
            .Where(role => role.Start < Stale && !activations.Exists(one => one.Role == role && IsHolder(role, one.PrincipalId)))
            .Select(role => ExpectedAudit.Key("unused-eligibility", role.PrincipalId, role.Scope));
    }

    private bool IsHolder(EligibleRole role, string who) =>
        role.PrincipalId == who || PeopleOf(role.PrincipalId).Contains(who, StringComparer.Ordinal);

    private IEnumerable<string> StalePeople() =>
        from held in Standing.Select(one => (one.PrincipalId, one.RoleId, one.Scope))
            .Concat(azure.Access.Eligible.Select(one => (one.PrincipalId, one.RoleId, one.Scope)))
        where IsWide(held.Scope) && held.RoleId is Owner or UserAccessAdministrator or Contributor
        from who in PeopleOf(held.PrincipalId)
        where azure.Directory.Find(who)?.LastSuccessfulSignIn < Stale && !IsEmergency(who)
        select ExpectedAudit.Key("stale-privileged", who, held.Scope);

    private IEnumerable<string> Orphaned() =>
        from held in azure.Access.Held.Select(one => (one.PrincipalId, one.PrincipalType, one.Scope))
            .Concat(azure.Access.Eligible.Select(one => (one.PrincipalId, PrincipalType: "User", one.Scope)))
        where held.PrincipalType is "User" or "Group" or "ServicePrincipal" && azure.Directory.Find(held.PrincipalId) is null
        select ExpectedAudit.Key("orphaned", held.PrincipalId, held.Scope);

    private IEnumerable<string> Owners()
    {
        foreach (var scope in truth.Subscriptions.Select(id => $"/subscriptions/{id}"))
        {
            var standing = Standing.Where(one => IsOwner(one.RoleId, one.Scope, scope)).ToList();
            var activated = azure.Access.Activations
                .Where(one => one.Start <= asOf && one.End > asOf && IsOwner(one.Role.RoleId, one.Role.Scope, scope))
                .Select(one => one.PrincipalId).ToList();
            var eligible = PeopleOf(
                azure.Access.Eligible.Where(one => IsOwner(one.RoleId, one.Scope, scope)).Select(one => one.PrincipalId));
            var active = PeopleOf(standing.Select(one => one.PrincipalId).Concat(activated));
            var kept = PeopleOf(standing.Where(one => one.Scope != "/").Select(one => one.PrincipalId).Concat(activated));
            if (kept.Union(eligible, StringComparer.Ordinal).Count() < FewestOwners)
                yield return ExpectedAudit.Key("owners-too-few", "", scope);
            if (active.Count > MostOwners || eligible.Count > MostOwners)
                yield return ExpectedAudit.Key("owners-too-many", "", scope);
        }
    }

    private bool IsOwner(string role, string at, string scope) =>
        role is Owner or UserAccessAdministrator && (at == "/" || azure.ManagementGroups.Covers(at, scope));

    private HashSet<string> PeopleOf(IEnumerable<string> principals) =>
        [.. principals.SelectMany(PeopleOf).Where(who => !IsEmergency(who))];

    private IEnumerable<string> PeopleOf(string principal) => azure.Directory.Find(principal) switch
    {
        { Kind: DirectoryKind.User } => [principal],
        { Kind: DirectoryKind.Group } => azure.Directory.TransitiveMembers(principal)
            .Where(one => one.Kind is DirectoryKind.User).Select(one => one.Id),
        _ => [],
    };

    private bool IsEmergency(string who) => truth.EmergencyAccounts.Contains(who, StringComparer.OrdinalIgnoreCase);

    private static bool IsWide(string scope) => scope == "/" || scope.Split('/') is ["", "subscriptions", _]
        || scope.StartsWith("/providers/Microsoft.Management/", StringComparison.OrdinalIgnoreCase);
}
