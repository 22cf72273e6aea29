using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>Who may do what where after a deployment, and under which names.</summary>
public sealed class RightsTests
{
    private const string One = "/subscriptions/11111111-1111-1111-1111-111111111111";
    private const string Two = "/subscriptions/22222222-2222-2222-2222-222222222222";
    private const string Three = "/subscriptions/33333333-3333-3333-3333-333333333333";

    public static TheoryData<string> Files => [.. Snapshot.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_assignment_is_named_after_scope_principal_and_role(string file)
    {
        var grants = Snapshot.Committed(file).Grants.ToList();

        Assert.NotEmpty(grants);
        Assert.All(grants, one => Assert.Equal(ArmGuid(one.Resource.Scope, one.Of, one.RoleId), one.Resource.Name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_assignment_says_that_it_is_of_a_program(string file) => Assert.All(
        Snapshot.Committed(file).Grants,
        one => Assert.Equal("ServicePrincipal", one.Resource.Properties.GetProperty("principalType").GetString()));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_custom_role_bears_the_name_of_the_installation_and_is_one_that_Azure_takes(string file)
    {
        var roles = Snapshot.Committed(file).Of("Microsoft.Authorization/roleDefinitions").ToList();
        var suffix = file == "audit" ? "ops-example at a management group" : Suffix(Snapshot.Committed(file));

        Assert.NotEmpty(roles);
        Assert.All(roles, role => Assert.EndsWith($" {suffix}", Text(role, "roleName"), StringComparison.Ordinal));
        Assert.Equal(roles.Count, roles.Select(role => Text(role, "roleName")).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var role in roles)
        {
            var scopes = Texts(role.Properties.GetProperty("assignableScopes"));
            var groups = scopes.Count(scope => scope.Contains("/managementGroups/", StringComparison.OrdinalIgnoreCase));
            var permission = role.Properties.GetProperty("permissions").EnumerateArray().Single();
            var actions = Texts(permission.GetProperty("actions"));
            Assert.NotEmpty(actions);
            Assert.DoesNotContain(actions, action => action.Contains('*', StringComparison.Ordinal));
            Assert.DoesNotContain("/", scopes);
            Assert.Contains(role.Scope, scopes);
            Assert.InRange(groups, 0, 1);
            if (groups == 1)
                Assert.Empty(Texts(permission.GetProperty("dataActions")));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_custom_role_can_be_assigned_where_it_is_and_in_no_other_subscription(string file)
    {
        var snapshot = Snapshot.Committed(file);

        foreach (var role in snapshot.Of("Microsoft.Authorization/roleDefinitions"))
        {
            var assigned = snapshot.Grants.Where(one => one.RoleGuid == role.Name)
                .Select(one => one.Resource.Scope.Split("/resourceGroups/")[0]);
            Assert.Equal(
                Texts(role.Properties.GetProperty("assignableScopes")).Order(StringComparer.Ordinal),
                assigned.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_small_installation_reads_and_has_no_right_to_change_anything()
    {
        string[] expected =
        [
            $"audit: OpsFunctions Access Audit at {One}",
            $"read: OpsFunctions Remediation Read at {One}",
            $"read: OpsFunctions Rightsizing Read at {One}",
            $"read: OpsFunctions Snapshots Read at {One}",
        ];

        Assert.Equal(expected, CustomRights(Snapshot.Small));
        Assert.DoesNotContain(Snapshot.Small.Grants, one => one.Identity is "act" or "drill");
    }

    [Fact]
    public void A_large_installation_may_change_things_where_a_mode_and_a_scope_allow_it()
    {
        string[] expected =
        [
            $"act: OpsFunctions Remediation Act at {Two}",
            $"act: OpsFunctions Rightsizing Act Subscription at {One}",
            $"act: OpsFunctions Rightsizing Act at {One}/resourceGroups/rg-shop",
            $"act: OpsFunctions Rightsizing Act at {Two}",
            $"act: OpsFunctions Snapshots Act at {One}",
            $"act: OpsFunctions Snapshots Act at {Two}",
            $"act: OpsFunctions Snapshots Delete at {One}",
            $"act: OpsFunctions Snapshots Delete at {Two}",
            $"drill: OpsFunctions Drills Place at {Three}",
            $"drill: OpsFunctions Drills Source at {One}/resourceGroups/rg-shop",
            $"read: OpsFunctions Remediation Read at {One}",
            $"read: OpsFunctions Remediation Read at {Two}",
            $"read: OpsFunctions Rightsizing Read at {One}",
            $"read: OpsFunctions Rightsizing Read at {Two}",
            $"read: OpsFunctions Snapshots Read at {One}",
            $"read: OpsFunctions Snapshots Read at {Two}",
        ];

        Assert.Equal(expected, CustomRights(Snapshot.Large));
    }

    [Fact]
    public void An_audit_at_a_management_group_has_its_right_there_and_nowhere_else()
    {
        var grant = Assert.Single(Snapshot.Committed("audit").Grants);

        Assert.Equal("audit", grant.Identity);
        Assert.Equal("/providers/Microsoft.Management/managementGroups/mg-ops", grant.Resource.Scope);
        Assert.DoesNotContain(Snapshot.Large.Grants, one => one.Identity == "audit");
    }

    [Fact]
    public void Only_the_read_identity_works_with_storage_and_only_topics_write_to_the_queue()
    {
        var onStorage = Snapshot.Large.Grants
            .Where(one => one.Resource.Scope.Contains("/storageAccounts/", StringComparison.Ordinal)).ToList();
        var ofTopics = onStorage.Where(one => one.Of.Contains("/systemTopics/", StringComparison.Ordinal)).ToList();

        Assert.Equal(4, ofTopics.Count);
        Assert.All(ofTopics, one => Assert.EndsWith("/queues/ops-events", one.Resource.Scope, StringComparison.Ordinal));
        Assert.All(ofTopics, one => Assert.Equal("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", one.RoleGuid));
        Assert.All(onStorage.Except(ofTopics), one => Assert.Equal("read", one.Identity));
    }

    [Theory]
    [InlineData("host", "blob owner, queue, table")]
    [InlineData("data", "blob, queue")]
    public void The_read_identity_has_on_each_account_what_the_app_does_there(string account, string expected)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "blob owner",
            ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "blob",
            ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "queue",
            ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "table",
        };

        var roles = Snapshot.Small.Grants.Where(one => one.Resource.Scope.EndsWith(account, StringComparison.Ordinal));

        Assert.Equal(expected, string.Join(", ", roles.Select(one => names[one.RoleGuid]).Order(StringComparer.Ordinal)));
    }

    private static string Suffix(Snapshot snapshot) =>
        snapshot.Of("Microsoft.Web/sites").Single().Name["func-".Length..];

    // Without the ending that every name has.
    private static IEnumerable<string> CustomRights(Snapshot snapshot)
    {
        var ending = $" {Suffix(snapshot)}";
        var roles = snapshot.Of("Microsoft.Authorization/roleDefinitions").ToDictionary(
            one => one.Name, one => Text(one, "roleName").Replace(ending, "", StringComparison.Ordinal));
        return snapshot.Grants.Where(one => roles.ContainsKey(one.RoleGuid))
            .Select(one => $"{one.Identity}: {roles[one.RoleGuid]} at {one.Resource.Scope}")
            .Order(StringComparer.Ordinal);
    }

    private static string Text(Predicted resource, string name) => resource.Properties.GetProperty(name).GetString()!;

    private static List<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetString()!)];

    // guid() of Azure's templates: version 5, over the arguments with hyphens between them, in a namespace of the resource manager's.
    private static string ArmGuid(params string[] parts)
    {
        var space = Guid.Parse("11fb06fb-712d-4ddd-98c7-e71bbd588830").ToByteArray(bigEndian: true);
        // SHA-1 is what version 5 says; it protects nothing here.
#pragma warning disable CA5350
        var hash = SHA1.HashData([.. space, .. Encoding.UTF8.GetBytes(string.Join('-', parts))]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
