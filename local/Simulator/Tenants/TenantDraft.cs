using System.Globalization;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Tenants;

/// <summary>A tenant in the making: what was drawn so far, and what is still free to be taken.</summary>
internal sealed class TenantDraft
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<HeldRole> _held = [];
    private readonly List<EligibleRole> _eligible = [];
    private readonly List<ActivatedRole> _activations = [];
    private readonly List<PlantedViolation> _planted = [];
    private readonly Dictionary<string, int> _count = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _subscriptions = [];
    private int _next;

    public TenantDraft(SimulatedAzure azure, TenantOptions options)
    {
        (Azure, Options, Now) = (azure, options, azure.Time.GetUtcNow());
        Seed = Noise.Mix((ulong)options.Seed ^ Noise.Of("tenant"));
        Dice = new Dice(Seed);
        var kind = Noise.Mix(Seed ^ Noise.Of("kinds"));
        EmergencyKind = options.Plant ? (EmergencyPlant)(kind % 4) : EmergencyPlant.None;
        IsLockMissing = options.Plant && kind / 4 % 3 == 0;
    }

    public SimulatedAzure Azure { get; }

    public TenantOptions Options { get; }

    public DateTimeOffset Now { get; }

    public ulong Seed { get; }

    public Dice Dice { get; }

    public string Root => ManagementGroups.IdOf(Azure.ManagementGroups.Root);

    /// <summary>People who signed in lately and have no right; whoever is given one is taken out.</summary>
    public Queue<string> Spare { get; } = new();

    /// <summary>Subscriptions without machines where nothing is planted yet.</summary>
    public Queue<string> SpareSubscriptions { get; } = new();

    /// <summary>What is wrong with the emergency accounts.</summary>
    public EmergencyPlant EmergencyKind { get; }

    public bool IsLockMissing { get; }

    /// <summary>Guests, people who may not sign in, and people who stayed away, none of them with a right.</summary>
    public Queue<string> Guests { get; } = new();

    public Queue<string> Disabled { get; } = new();

    public Queue<string> Stale { get; } = new();

    /// <summary>How many eligible owners subscriptions are to have, where that is not as usual.</summary>
    public Dictionary<string, int> OwnerCounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Eligible Global Administrators.</summary>
    public List<string> Administrators { get; } = [];

    public int GroupsMade { get; set; }

    /// <summary>The subscription that has too many owners by a group; null: it has them by eligibility, or none has.</summary>
    public string? OwnersByGroup { get; set; }

    public List<string> Emergency { get; } = [];

    public List<string> Decoys { get; } = [];

    public List<string> Owners { get; } = [];

    public List<string> Groups { get; } = [];

    public List<string> Applications { get; } = [];

    public string LockRoleId { get; set; } = "";

    public IList<string> Subscriptions => _subscriptions;

    public DateTimeOffset Ago(double days) => Now.AddDays(-days);

    public string NewId(string what) => Noise.Id(Seed, string.Create(CultureInfo.InvariantCulture, $"{what} {_next++}")).ToString();

    public string Person() => Spare.Dequeue();

    public string NewGroup(string name, bool? isAssignableToRole = null)
    {
        var id = NewId("group");
        Azure.Directory.Add(new DirectoryObject(id, DirectoryKind.Group, name)
        {
            IsAssignableToRole = isAssignableToRole, CreatedAt = Ago(900),
        });
        return id;
    }

    public string NewIdentity(string name)
    {
        var id = NewId("identity");
        Azure.Directory.Add(new DirectoryObject(id, DirectoryKind.ServicePrincipal, name)
        {
            AppId = NewId("client"), ServicePrincipalType = "ManagedIdentity", CreatedAt = Ago(500),
        });
        return id;
    }

    /// <summary>An application with its service principal.</summary>
    public (string Application, string ServicePrincipal) NewApplication(string name, params IReadOnlyList<DirectoryCredential> credentials)
    {
        var (id, principal, appId) = (NewId("application"), NewId("service principal"), NewId("app"));
        Azure.Directory.Add(new DirectoryObject(id, DirectoryKind.Application, name)
        {
            AppId = appId, Credentials = credentials, CreatedAt = Ago(500),
        });
        Azure.Directory.Add(new DirectoryObject(principal, DirectoryKind.ServicePrincipal, name)
        {
            AppId = appId, AppOwnerOrganizationId = Azure.TenantId, CreatedAt = Ago(500),
        });
        Applications.Add(id);
        return (id, principal);
    }

    /// <summary>A secret that is younger than a year and ends neither soon nor late.</summary>
    public DirectoryCredential GoodSecret() => Secret(Dice.Between(10, 280), Now.AddDays(Dice.Between(60, 300)));

    public DirectoryCredential Secret(double ageDays, DateTimeOffset? end) => new(NewId("secret"), Ago(ageDays), end)
    {
        DisplayName = "deployment", IsCertificate = Dice.Chance(0.2),
    };

    /// <summary>Whether it was new.</summary>
    public bool Assign(string principal, string type, string role, string scope)
    {
        if (!_used.Add($"{principal} {role} {scope}".ToLowerInvariant()))
            return false;
        _held.Add(new HeldRole
        {
            Name = NewId("assignment"), Scope = scope, RoleId = role, PrincipalId = principal, PrincipalType = type,
            CreatedOn = Ago(Dice.Between(10, 700)), CreatedBy = Owners.Count > 0 ? Dice.OneOf(Owners) : Emergency.FirstOrDefault(),
        });
        if (SubscriptionOf(scope) is { } subscription)
            _count[subscription] = _count.GetValueOrDefault(subscription) + 1;
        return true;
    }

    public int AssignmentsIn(string subscription) => _count.GetValueOrDefault(subscription);

    public int Assignments => _held.Count;

    /// <summary>Lets somebody activate a role; everybody who may did so lately, unless it is left unused.</summary>
    public void MakeEligible(string principal, string role, string scope, bool isUsed = true)
    {
        var one = new EligibleRole(principal, role, scope, Ago(Dice.Between(120, 400)), null);
        _eligible.Add(one);
        if (!isUsed)
            return;
        var members = Azure.Directory.TransitiveMembers(principal).Where(static who => who.Kind is DirectoryKind.User)
            .Select(static who => who.Id).ToList();
        foreach (var who in members.Count == 0 ? [principal] : members)
        {
            var start = Ago(Dice.Between(1, 25));
            _activations.Add(new ActivatedRole(one, who, start, start.AddHours(4)));
        }
    }

    /// <summary>A role of the directory that was activated lately.</summary>
    public void MakeEligibleAdministrator(string user)
    {
        var role = new DirectoryRole(NewId("directory role"), user, DirectoryRole.GlobalAdministrator) { Start = Ago(300) };
        Azure.Directory.AddRole(role, isEligible: true);
        Azure.Directory.Note(new DirectoryAudit(
            Ago(Dice.Between(1, 25)), "Add member to role completed (PIM activation)", "RoleManagement", user,
            [new AuditTarget(DirectoryRole.GlobalAdministrator, "Role"), new AuditTarget(user, "User")]) { Service = "PIM" });
    }

    public void Planted(string check, string subject, string scope, params IReadOnlyList<string> path) => Planted(
        new PlantedViolation(check, subject, scope, path));

    public void Planted(PlantedViolation one) => _planted.Add(one with
    {
        Subject = one.Subject.ToLowerInvariant(), Scope = one.Scope.ToLowerInvariant(),
        Path = [.. one.Path.Select(static step => step.ToLowerInvariant())],
    });

    /// <summary>Writes what was drawn, in bulk.</summary>
    public void Finish()
    {
        Azure.Access.AssignAll(_held);
        Azure.Access.MakeEligible(_eligible);
        Azure.Access.NoteActivations(_activations);
        foreach (var one in _activations.OrderBy(static one => one.Start))
        {
            Azure.Directory.Note(SimulatedAccess.AuditOf(one));
            var id = $"{one.Role.Scope}/providers/Microsoft.Authorization/roleAssignments/{NewId("activation")}";
            Azure.People.Access.Wrote(Azure.Access.PimPrincipalId, "Microsoft.Authorization/roleAssignments/write", id, one.Start);
            Azure.People.Access.Wrote(Azure.Access.PimPrincipalId, "Microsoft.Authorization/roleAssignments/delete", id, one.End);
        }
        var own = Azure.Roles.Assignments.Select(static one => SubscriptionOf(one.Scope)).OfType<string>().ToList();
        foreach (var subscription in _subscriptions)
        {
            var count = AssignmentsIn(subscription) + own.Count(one => one.Equals(subscription, StringComparison.OrdinalIgnoreCase));
            if (count >= 0.8 * Options.AssignmentLimit)
                Planted("assignment-limit", "", $"/subscriptions/{subscription}");
        }
    }

    public TenantTruth Truth() => new()
    {
        Planted =
        [
            .. _planted
                .DistinctBy(static one => $"{one.Check} {one.Subject} {one.Scope} {string.Join(' ', one.Path)}", StringComparer.Ordinal)
                .OrderBy(static one => $"{one.Check} {one.Subject} {one.Scope}", StringComparer.Ordinal),
        ],
        EmergencyAccounts = [.. Emergency],
        Decoys = [.. Decoys],
        Root = Root,
        LockRoleId = LockRoleId,
        Subscriptions = [.. _subscriptions],
        Spare = [.. Spare],
        Owners = [.. Owners],
        Groups = [.. Groups],
        Applications = [.. Applications],
    };

    private static string? SubscriptionOf(string scope) =>
        scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? scope.Split('/', 4)[2] : null;
}

/// <summary>What can be wrong with emergency accounts.</summary>
internal enum EmergencyPlant
{
    None,
    TooFew,
    Disabled,
    Used,
}
