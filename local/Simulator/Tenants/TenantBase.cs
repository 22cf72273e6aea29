using System.Globalization;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Tenants;

/// <summary>
/// A tenant in which nothing is wrong: people have rights by groups alone, owners by eligibility, two emergency accounts, roles that are
/// not privileged for groups, and service principals that lead to nothing more.
/// </summary>
internal static class TenantBase
{
    private const int OwnersInAll = 24;
    private const int GroupsOfASubscription = 8;

    // One group in five holds the next: nested five deep.
    private const int Nested = 5;

    public static void Make(TenantDraft draft)
    {
        ManagementTree(draft);
        if (draft.Options.Plant)
            TenantPlants.PlantOwners(draft);
        People(draft);
        Emergency(draft);
        OwnersOf(draft);
        LockAdministrators(draft);
        var groups = Teams(draft);
        var principals = ServicePrincipals(draft);
        Assignments(draft, groups, principals);
    }

    private static void ManagementTree(TenantDraft draft)
    {
        var (azure, dice) = (draft.Azure, draft.Dice);
        var levels = Math.Clamp(draft.Options.ManagementLevels, 1, 6);
        List<string> above = [azure.ManagementGroups.Root];
        List<string> all = [.. above];
        for (var level = 1; level < levels; level++)
        {
            List<string> these = [];
            for (var i = 0; i < Math.Min(1 << level, 8); i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"mg-{level}-{i}");
                var title = string.Create(CultureInfo.InvariantCulture, $"Level {level} no. {i}");
                azure.ManagementGroups.Add(name, above[i % above.Count], title);
                these.Add(name);
            }
            all.AddRange(these);
            above = these;
        }
        for (var i = azure.Fleet.Subscriptions.Count; i < draft.Options.Subscriptions; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var id = Noise.Id(draft.Seed, "subscription " + number).ToString();
            azure.Fleet.Add(new SimulatedSubscription(id, "Contoso Workload " + number));
        }
        foreach (var one in azure.Fleet.Subscriptions)
        {
            draft.Subscriptions.Add(one.Id);
            azure.ManagementGroups.Place(one.Id, dice.OneOf(all));
        }
        foreach (var id in Without(draft))
        {
            for (var i = 0; i < GroupsOfASubscription; i++)
                azure.Fleet.Groups.Keep(Group(id, string.Create(CultureInfo.InvariantCulture, $"rg-app-{i}")));
        }
        foreach (var id in Without(draft).OrderBy(_ => dice.Next()).ToList())
            draft.SpareSubscriptions.Enqueue(id);
    }

    public static SimulatedResourceGroup Group(string subscription, string name) =>
        new(subscription, name, "westeurope", new SortedDictionary<string, string>(StringComparer.Ordinal));

    // Those without machines.
    private static List<string> Without(TenantDraft draft)
    {
        var used = draft.Azure.Fleet.Machines.Select(static one => one.SubscriptionId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. draft.Subscriptions.Where(one => !used.Contains(one))];
    }

    private static void People(TenantDraft draft)
    {
        var dice = draft.Dice;
        for (var i = 0; i < draft.Options.Users; i++)
        {
            var number = i.ToString("D6", CultureInfo.InvariantCulture);
            // Of those without any right some never came, some stayed away, some may not sign in.
            var (isGuest, isDisabled, isStale, isNever) = (i % 20 == 19, i % 50 == 49, i % 10 == 3, i % 10 == 7);
            DateTimeOffset? last = isNever ? null : draft.Ago(isStale ? dice.Between(100, 500) : dice.Between(1, 28));
            var user = new DirectoryObject(draft.NewId("user"), DirectoryKind.User, "User " + number)
            {
                UserPrincipalName = isGuest ? $"guest{number}_fabrikam.example#EXT#@contoso.example" : $"user{number}@contoso.example",
                UserType = isGuest ? "Guest" : "Member", AccountEnabled = !isDisabled, CreatedAt = draft.Ago(dice.Between(520, 2000)),
                LastSignIn = last, LastSuccessfulSignIn = last,
            };
            draft.Azure.Directory.Add(user);
            if (isGuest && !isDisabled)
                draft.Guests.Enqueue(user.Id);
            else if (isDisabled)
                draft.Disabled.Enqueue(user.Id);
            else if (!isStale && !isNever)
                draft.Spare.Enqueue(user.Id);
            else if (isStale)
                draft.Stale.Enqueue(user.Id);
        }
    }

    private static void Emergency(TenantDraft draft)
    {
        var kept = draft.EmergencyKind is EmergencyPlant.TooFew ? 1 : 2;
        for (var i = 1; i <= kept; i++)
        {
            var id = draft.NewId("emergency");
            var isFirst = i == 1;
            var last = isFirst && draft.EmergencyKind is EmergencyPlant.Used ? draft.Ago(2) : draft.Ago(200);
            var name = string.Create(CultureInfo.InvariantCulture, $"Emergency {i}");
            draft.Azure.Directory.Add(new DirectoryObject(id, DirectoryKind.User, name)
            {
                UserPrincipalName = string.Create(CultureInfo.InvariantCulture, $"emergency{i}@contoso.onmicrosoft.example"),
                AccountEnabled = !(isFirst && draft.EmergencyKind is EmergencyPlant.Disabled), CreatedAt = draft.Ago(1500),
                LastSignIn = last, LastSuccessfulSignIn = last,
            });
            if (isFirst && draft.EmergencyKind is EmergencyPlant.Used)
                draft.Azure.Directory.Note(new DirectorySignIn(last, id, Succeeded: true));
            draft.Emergency.Add(id);
            if (isFirst && draft.EmergencyKind is not EmergencyPlant.None)
                draft.Planted(CheckOf(draft.EmergencyKind), draft.EmergencyKind is EmergencyPlant.TooFew ? "" : id, "");
            draft.Assign(id, "User", TenantRoles.Owner, draft.Root);
            draft.Azure.Directory.AddRole(new DirectoryRole(draft.NewId("directory role"), id, DirectoryRole.GlobalAdministrator)
            {
                Start = draft.Ago(1500),
            });
        }
        for (var i = 0; i < 2 + draft.Dice.Below(3); i++)
        {
            draft.Administrators.Add(draft.Person());
            draft.MakeEligibleAdministrator(draft.Administrators[i]);
        }
    }

    private static string CheckOf(EmergencyPlant kind) => kind switch
    {
        EmergencyPlant.TooFew => "emergency-too-few",
        EmergencyPlant.Disabled => "emergency-disabled",
        _ => "emergency-used",
    };

    // Two or three a subscription; two where something is planted, so that one more is not too many.
    private static void OwnersOf(TenantDraft draft)
    {
        for (var i = 0; i < OwnersInAll; i++)
            draft.Owners.Add(draft.Person());
        var groups = 0;
        foreach (var id in draft.Subscriptions)
        {
            var scope = $"/subscriptions/{id}";
            var count = draft.OwnerCounts.TryGetValue(id, out var planted) ? planted
                : draft.Options.Plant ? 2
                : 2 + draft.Dice.Below(2);
            var first = draft.Dice.Below(draft.Owners.Count);
            var people = Enumerable.Range(0, count).Select(nth => draft.Owners[(first + nth) % draft.Owners.Count]).ToList();
            if (groups < 8 && draft.Dice.Chance(0.4))
            {
                var group = draft.NewGroup("grp-owners-" + (++groups).ToString(CultureInfo.InvariantCulture), isAssignableToRole: true);
                foreach (var who in people)
                    draft.Azure.Directory.AddMember(group, who);
                draft.MakeEligible(group, TenantRoles.Owner, scope);
            }
            else
            {
                foreach (var who in people)
                    draft.MakeEligible(who, TenantRoles.Owner, scope);
            }
        }
        draft.GroupsMade = groups;
    }

    private static void LockAdministrators(TenantDraft draft)
    {
        draft.LockRoleId = draft.Azure.Access.Define(new RoleDefinition(
            "Lock Administrator", "May lock and unlock.",
            ["Microsoft.Authorization/locks/*", "Microsoft.Resources/subscriptions/resourceGroups/read"],
            [], [], [], [draft.Root]));
        var group = draft.NewGroup("grp-lock-administrators");
        draft.GroupsMade++;
        draft.Azure.Directory.AddMember(group, draft.Person());
        draft.Azure.Directory.AddMember(group, draft.Person());
        if (draft.IsLockMissing)
            draft.Planted("lock-admin-missing", "", draft.Root);
        else
            draft.Assign(group, "Group", draft.LockRoleId, draft.Root);
    }

    // Guests are in groups that only read; a third of the chains are such.
    private static (List<string> Plain, List<string> ReadOnly) Teams(TenantDraft draft)
    {
        var (plain, readOnly) = (new List<string>(), new List<string>());
        // Some people stay without a right, for what is planted and for what they do later.
        var people = Enumerable.Range(0, draft.Spare.Count / 2).Select(_ => draft.Person()).ToList();
        var last = "";
        for (var i = 0; i < draft.Options.Groups - draft.GroupsMade; i++)
        {
            var group = draft.NewGroup("grp-team-" + i.ToString("D3", CultureInfo.InvariantCulture));
            var isReadOnly = i / Nested % 3 == 2;
            (isReadOnly ? readOnly : plain).Add(group);
            for (var nth = 0; nth < 3 + draft.Dice.Below(12); nth++)
                draft.Azure.Directory.AddMember(group, draft.Dice.OneOf(people));
            if (isReadOnly && draft.Guests.Count > 2)
                draft.Azure.Directory.AddMember(group, draft.Guests.Dequeue());
            if (i % Nested > 0)
                draft.Azure.Directory.AddMember(last, group);
            if (draft.Dice.Chance(0.2))
                draft.Azure.Directory.AddOwner(group, draft.Dice.OneOf(people));
            last = group;
        }
        draft.Groups.AddRange(plain);
        return (plain, readOnly);
    }

    // A third are applications whose owners reach nothing, since they have no rights.
    private static List<string> ServicePrincipals(TenantDraft draft)
    {
        var holders = new List<string>();
        var owners = Enumerable.Range(0, 10).Select(_ => draft.Person()).ToList();
        for (var i = 0; i < draft.Options.ServicePrincipals; i++)
        {
            var number = i.ToString("D5", CultureInfo.InvariantCulture);
            if (i % 3 == 0)
            {
                holders.Add(draft.NewIdentity("id-app-" + number));
                continue;
            }
            var (application, principal) = draft.NewApplication("app-" + number, draft.GoodSecret());
            if (i % 3 == 1)
                holders.Add(principal);
            else
                draft.Azure.Directory.AddOwner(application, draft.Dice.OneOf(owners));
        }
        return holders;
    }

    private static void Assignments(TenantDraft draft, (List<string> Plain, List<string> ReadOnly) groups, List<string> principals)
    {
        var empty = Without(draft).ToHashSet(StringComparer.Ordinal);
        string[] managed = [.. draft.Azure.ManagementGroups.All.Select(ManagementGroups.IdOf)];
        // Where a whole subscription is full, or all is drawn already, it ends early.
        for (var (i, left) = (0, draft.Options.Assignments * 4L); draft.Assignments < draft.Options.Assignments && left > 0; i++, left--)
        {
            var subscription = draft.Subscriptions[i % draft.Subscriptions.Count];
            var (dice, isEmpty) = (draft.Dice, empty.Contains(subscription));
            var group = dice.Below(GroupsOfASubscription).ToString(CultureInfo.InvariantCulture);
            var draw = dice.Next();
            var scope = draw < 0.03 ? dice.OneOf(managed)
                : draw < 0.2 || !isEmpty ? $"/subscriptions/{subscription}"
                : $"/subscriptions/{subscription}/resourceGroups/rg-app-{group}";
            var isInGroup = scope.Contains("/resourceGroups/", StringComparison.Ordinal);
            if (dice.Chance(0.5))
                draft.Assign(dice.OneOf(principals), "ServicePrincipal", RoleOfPrincipal(dice, isInGroup), scope);
            else if (groups.ReadOnly.Count > 0 && dice.Chance(0.2))
                draft.Assign(dice.OneOf(groups.ReadOnly), "Group", TenantRoles.Reader, scope);
            else
                draft.Assign(dice.OneOf(groups.Plain), "Group", RoleOfGroup(dice, isInGroup), scope);
        }
    }

    private static string RoleOfPrincipal(Dice dice, bool isInGroup)
    {
        string[] roles = [TenantRoles.Reader, TenantRoles.MonitoringReader, TenantRoles.BlobReader];
        return isInGroup && dice.Chance(0.3) ? TenantRoles.Contributor : dice.OneOf(roles);
    }

    private static string RoleOfGroup(Dice dice, bool isInGroup)
    {
        string[] roles = [TenantRoles.Reader, TenantRoles.MonitoringReader, TenantRoles.CostReader, TenantRoles.BlobReader];
        return isInGroup && dice.Chance(0.2) ? TenantRoles.MachineUserLogin : dice.OneOf(roles);
    }
}
