using System.Security.Cryptography;
using System.Text;
using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Tests.Access;

/// <summary>
/// A small tenant by hand: a management group over two subscriptions, the roles that matter; each test adds what it is about.
/// </summary>
internal sealed class TenantCase
{
    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    public const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    public const string UserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
    public const string MachineContributor = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";

    public const string Platform = "/providers/microsoft.management/managementgroups/platform";
    public const string One = "/subscriptions/11111111-1111-1111-1111-111111111111";
    public const string Two = "/subscriptions/22222222-2222-2222-2222-222222222222";
    public const string Shop = One + "/resourcegroups/shop";

    public static readonly DateTimeOffset Now = new(2026, 11, 29, 6, 0, 0, TimeSpan.Zero);

    private readonly List<Role> _roles =
    [
        new(Owner, "Owner", IsCustom: false, [PermissionBlock.Of("*")]),
        new(Contributor, "Contributor", IsCustom: false, [new(
            ["*"], ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"],
            [], [])]),
        new(Reader, "Reader", IsCustom: false, [PermissionBlock.Of("*/read")]),
        new(UserAccessAdministrator, "User Access Administrator", IsCustom: false, [PermissionBlock.Of(
            "*/read", "Microsoft.Authorization/*", "Microsoft.Support/*")]),
        new(MachineContributor, "Virtual Machine Contributor", IsCustom: false, [PermissionBlock.Of(
            "Microsoft.Compute/virtualMachines/*", "Microsoft.Network/networkInterfaces/*")]),
    ];

    private readonly List<Grant> _grants = [];
    private readonly List<Principal> _principals = [];
    private readonly List<Group> _groups = [];
    private readonly List<Application> _applications = [];
    private readonly List<DirectoryGrant> _directory = [];

    public AccessLimits Limits { get; set; } = new();

    public Func<TenantFacts, TenantFacts> Change { get; set; } = facts => facts;

    /// <summary>The object id of whoever is called so.</summary>
    public static string Id(string name) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();

    public TenantCase Role(string id, bool isCustom = true, params PermissionBlock[] blocks) =>
        Add(_roles, new(id, "Some role", isCustom, blocks));

    public TenantCase User(string name, Func<Principal, Principal>? change = null) => Principal(name, PrincipalKind.User, change);

    public TenantCase Account(string name, Func<Principal, Principal>? change = null) =>
        Principal(name, PrincipalKind.ServicePrincipal, change);

    public TenantCase Principal(string name, PrincipalKind kind, Func<Principal, Principal>? change = null)
    {
        var principal = new Principal(Id(name), kind, name) { IsEnabled = true };
        return Add(_principals, change?.Invoke(principal) ?? principal);
    }

    public TenantCase Group(string name, string[] members, Func<Group, Group>? change = null)
    {
        var group = new Group(Id(name), [.. members.Select(Id)]);
        _principals.Add(new(Id(name), PrincipalKind.Group, name));
        return Add(_groups, change?.Invoke(group) ?? group);
    }

    public TenantCase Application(string name, params string[] owners) =>
        Add(_applications, new(Id("app of " + name), "client-" + name, name) { Owners = [.. owners.Select(Id)] });

    public TenantCase Directory(string principal, string role, string scope = "/", bool isEligible = false) =>
        Add(_directory, new(Id(principal), role, scope, isEligible));

    public TenantCase Grant(
        string principal, string role, string scope, GrantKind kind = GrantKind.Standing, string? condition = null, string? type = null)
    {
        var known = _principals.Find(one => one.Id == Id(principal))?.Kind.ToString() ?? "User";
        var id = $"{(scope == "/" ? "" : scope)}/providers/microsoft.authorization/roleassignments/{Id($"{principal} {role} {scope} {kind}")}";
        return Add(_grants, new(id, Id(principal), type ?? known, role, scope, kind)
        {
            Condition = condition, CreatedOn = Now.AddDays(-200)
        });
    }

    public TenantFacts Facts() => Change(new()
    {
        AsOf = Now,
        Tree = new(new Dictionary<string, string>(StringComparer.Ordinal) { [Platform] = "/", [One] = Platform, [Two] = Platform }),
        Subscriptions = [One, Two],
        HasPremium = true,
        Roles = [.. _roles],
        Grants = [.. _grants],
        Principals = [.. _principals],
        Groups = [.. _groups],
        Applications = [.. _applications],
        DirectoryGrants = [.. _directory],
    });

    public IReadOnlyList<CheckResult> Run() => AccessChecks.Run(new(Facts(), Limits));

    public IReadOnlyList<Finding> Findings(string check) => Run().Single(result => result.Id == check).Findings;

    private TenantCase Add<T>(List<T> list, T one)
    {
        list.Add(one);
        return this;
    }
}
