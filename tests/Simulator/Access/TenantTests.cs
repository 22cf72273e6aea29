using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Tenants;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Access;

public sealed class TenantTests
{
    private static readonly string[] Privileged = [BuiltInRoles.Owner, BuiltInRoles.UserAccessAdministrator, Audited.Contributor];

    [Fact]
    public async Task The_same_seed_is_the_same_tenant_and_another_is_another()
    {
        var (first, second, third) = (await Text(7), await Text(7), await Text(8));
        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public async Task Without_planting_nothing_is_wrong()
    {
        await using var azure = await Audited.Start();
        var truth = TenantGenerator.Fill(azure.Azure, new TenantOptions { Plant = false });
        var (access, directory, now) = (azure.Azure.Access, azure.Azure.Directory, azure.Azure.Time.GetUtcNow());

        Assert.Empty(truth.Planted);
        Assert.Equal((4000, 20, 2), (access.Held.Count, truth.Subscriptions.Count, truth.EmergencyAccounts.Count));
        var others = access.Held.Where(one => !truth.EmergencyAccounts.Contains(one.PrincipalId)).ToList();
        Assert.DoesNotContain(others, one => one.PrincipalType is "User");
        Assert.DoesNotContain(others, one => directory.Find(one.PrincipalId) is null);
        Assert.DoesNotContain(others, one => Privileged.Contains(one.RoleId)
            && !one.Scope.Contains("/resourceGroups/", StringComparison.Ordinal));
        Assert.DoesNotContain(others, one => one.PrincipalType is "Group" && Privileged.Contains(one.RoleId));
        var people = others.Where(one => one.PrincipalType is "Group").Select(one => one.PrincipalId).Distinct()
            .SelectMany(directory.TransitiveMembers).Where(one => one.Kind is DirectoryKind.User).DistinctBy(one => one.Id).ToList();
        Assert.NotEmpty(people);
        Assert.All(people, one => Assert.True(one.AccountEnabled && now - one.LastSuccessfulSignIn < TimeSpan.FromDays(30)));
        foreach (var subscription in truth.Subscriptions)
        {
            var owners = access.Eligible.Where(one => one.Scope == $"/subscriptions/{subscription}")
                .SelectMany(one => directory.Find(one.PrincipalId)!.Kind is DirectoryKind.Group
                    ? directory.TransitiveMembers(one.PrincipalId).Select(member => member.Id) : [one.PrincipalId]).Distinct().Count();
            Assert.InRange(owners, 2, 3);
        }
        Assert.All(access.Eligible, one =>
            Assert.Contains(access.Activations, active => active.Role == one && now - active.Start < TimeSpan.FromDays(60)));
        foreach (var secret in directory.All.SelectMany(one => one.Credentials))
        {
            Assert.InRange((now - secret.Start).TotalDays, 5, 300);
            Assert.InRange((secret.End!.Value - now).TotalDays, 60, 300);
        }
    }

    [Fact]
    public async Task Each_kind_is_planted_in_some_tenant_and_names_what_is_there()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var ways = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 1; seed <= 10; seed++)
        {
            await using var azure = await Audited.Start();
            var options = new TenantOptions { Seed = seed, Users = 400, ServicePrincipals = 60, Assignments = 600, AssignmentLimit = 200 };
            var truth = TenantGenerator.Fill(azure.Azure, options);
            kinds.UnionWith(truth.Planted.Select(one => one.Check));
            ways.UnionWith(truth.Planted.Select(one => one.How));
            var standing = truth.Planted.Where(one => one.Check is "standing-privileged" or "service-principal-owner" or "direct-grant");
            Assert.All(standing, one => Assert.Contains(azure.Azure.Access.Held, held =>
                held.PrincipalId == one.Subject && held.Scope.Equals(one.Scope, StringComparison.OrdinalIgnoreCase)));
            Assert.All(truth.Planted.Where(one => one.Check is "orphaned"), one => Assert.Null(azure.Azure.Directory.Find(one.Subject)));
            Assert.All(truth.Planted.Where(one => one.Check is "escalation"), one =>
                Assert.Equal((one.Subject, one.Scope), (one.Path[0], one.Path[^1])));
        }
        Assert.Equal(
            [
                "app-owner-reach", "assignment-limit", "custom-owner", "direct-grant", "disabled-with-rights", "emergency-disabled",
                "emergency-too-few", "emergency-used", "escalation", "guest-write", "lock-admin-missing", "orphaned", "owners-too-few",
                "owners-too-many", "secret-expired", "secret-expiring", "secret-never-expires", "secret-old", "service-principal-owner",
                "stale-privileged", "standing-privileged", "too-many-global-admins", "unused-eligibility", "user-access-admin",
            ], kinds.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["", "application-owner", "assign-identity", "grant-by-condition", "graph-permission", "group-owner", "run-command"],
            ways.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_hundred_thousand_assignments_are_filled_in_and_listed()
    {
        await using var azure = await Audited.Start();
        var truth = TenantGenerator.Fill(azure.Azure, new TenantOptions
        {
            Plant = false, Users = 5000, ServicePrincipals = 20_000, Groups = 200, Assignments = 100_000, Subscriptions = 50,
        });
        Assert.Equal(100_000, azure.Azure.Access.Held.Count);
        var scope = $"/subscriptions/{truth.Subscriptions[^1]}";
        var (rows, pages) = await Audited.All(azure.Manager, await azure.Arm(scope, "roleAssignments", "2022-04-01"));
        Assert.Equal((rows.Count + 499) / 500, pages);
        Assert.True(rows.Count > 1500);
    }

    [Fact]
    public async Task People_do_in_a_rehearsal_what_the_truth_of_their_tenant_allows()
    {
        await using var azure = await Audited.Start();
        var truth = TenantGenerator.Fill(azure.Azure, new TenantOptions { Users = 400, ServicePrincipals = 60, Assignments = 600 });
        var people = new TenantPeople(azure.Azure, truth, seed: 3);
        people.GrantAtSubscription();
        people.GrantAtManagementGroup();
        people.ElevateAccess();
        people.ActivatePim();
        people.AddToGroup();
        people.AddSecret();
        people.Leave();
        people.EmergencySignsIn();
        Assert.Equal(8, people.Moves.Select(one => one.Kind).Distinct().Count());
        Assert.Contains(azure.Azure.Access.Held, one => one.Scope == "/" && one.RoleId == BuiltInRoles.UserAccessAdministrator);
    }

    private static async Task<string> Text(int seed)
    {
        await using var azure = await Audited.Start();
        var truth = TenantGenerator.Fill(
            azure.Azure, new TenantOptions { Seed = seed, Users = 300, ServicePrincipals = 40, Assignments = 400 });
        var held = azure.Azure.Access.Held.Select(one => $"{one.Name} {one.PrincipalId} {one.RoleId} {one.Scope} {one.CreatedOn:O}");
        return string.Join('\n', [.. truth.Planted.Select(one => $"{one} {string.Join(' ', one.Path)}"
            .Replace(one.Path.ToString()!, "", StringComparison.Ordinal)), .. held, .. azure.Azure.Directory.All.Select(one => one.Id)]);
    }
}
