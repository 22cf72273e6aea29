using System.Globalization;

namespace OpsFunctions.Simulator.Tenants;

/// <summary>
/// What is planted besides escalations, each kind where nothing else is planted. What follows from what:
/// standing owners through a group (owners-too-many) and a User Access Administrator are standing-privileged, too; so is a stale person
/// with a standing role, while a stale one who may activate has an unused-eligibility. A person with a privileged role has it directly, but
/// direct-grant is said of roles that are not privileged alone. An emergency account has no other finding.
/// </summary>
internal static class TenantPlants
{
    /// <summary>Subscriptions with too few and too many owners; before the owners are drawn.</summary>
    public static void PlantOwners(TenantDraft draft)
    {
        if (draft.SpareSubscriptions.TryDequeue(out var few))
        {
            draft.OwnerCounts[few] = draft.Dice.Below(2);
            draft.Planted("owners-too-few", "", Scope(few));
        }
        if (draft.SpareSubscriptions.TryDequeue(out var many))
        {
            draft.OwnersByGroup = draft.Dice.Chance(0.5) ? many : null;
            if (draft.OwnersByGroup is null)
                draft.OwnerCounts[many] = 4 + draft.Dice.Below(2);
            draft.Planted("owners-too-many", "", Scope(many));
        }
    }

    public static void Plant(TenantDraft draft)
    {
        if (draft.OwnersByGroup is { } many)
            StandingOwners(draft, many);
        CustomOwner(draft);
        UserAccessAdministrator(draft);
        Orphans(draft);
        DisabledWithRights(draft);
        GuestWrites(draft);
        Standing(draft);
        Unused(draft);
        Stale(draft);
        ServicePrincipalOwner(draft);
        Secrets(draft);
        ApplicationOwner(draft);
        DirectGrant(draft);
        GlobalAdministrators(draft);
        Limit(draft);
    }

    public static string Scope(string subscription) => $"/subscriptions/{subscription}";

    /// <summary>A resource group of its own, where nobody else has a right.</summary>
    public static string GroupOf(TenantDraft draft, string subscription, string name)
    {
        draft.Azure.Fleet.Groups.Keep(TenantBase.Group(subscription, name));
        return $"/subscriptions/{subscription}/resourceGroups/{name}";
    }

    private static void StandingOwners(TenantDraft draft, string subscription)
    {
        var group = draft.NewGroup("grp-all-owners");
        for (var i = 0; i < 4; i++)
            draft.Azure.Directory.AddMember(group, draft.Person());
        draft.Assign(group, "Group", TenantRoles.Owner, Scope(subscription));
        draft.Planted("standing-privileged", group, Scope(subscription));
    }

    // Owner by what it allows, whatever its name; nobody has it. The other one cannot grant, and is nothing.
    private static void CustomOwner(TenantDraft draft)
    {
        string[][] forms =
        [
            ["*"], ["Microsoft.Authorization/*"], ["*/write", "*/read"], ["*/read", "Microsoft.Authorization/roleAssignments/*"],
        ];
        var scope = Scope(draft.Subscriptions[^1]);
        foreach (var form in forms.OrderBy(_ => draft.Dice.Next()).Take(Some(draft)).ToList())
        {
            var name = $"Application Support {form.Length} {form[0].Length}";
            var role = new RoleDefinition(name, "Looks harmless.", form, [], [], [], [scope]);
            draft.Planted("custom-owner", draft.Azure.Access.Define(role), "");
        }
        draft.Decoys.Add(draft.Azure.Access.Define(new RoleDefinition(
            "Owner of Applications", "Sounds worse than it is.", ["*"],
            ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete", "Microsoft.Authorization/elevateAccess/Action"], [], [],
            [scope])));
    }

    private static void UserAccessAdministrator(TenantDraft draft)
    {
        if (draft.Dice.Chance(0.5))
        {
            var administrator = draft.Administrators[0];
            draft.Azure.People.Access.ElevateAccess(administrator);
            Both(administrator, "/");
        }
        else if (draft.SpareSubscriptions.TryDequeue(out var subscription))
        {
            var person = draft.Person();
            draft.Assign(person, "User", TenantRoles.UserAccessAdministrator, Scope(subscription));
            Both(person, Scope(subscription));
        }

        void Both(string who, string scope)
        {
            draft.Planted("user-access-admin", who, scope);
            draft.Planted("standing-privileged", who, scope);
        }
    }

    private static void Orphans(TenantDraft draft)
    {
        for (var i = Some(draft); i > 0; i--)
        {
            var (gone, scope) = (draft.Person(), AnyGroup(draft));
            draft.Assign(gone, "User", TenantRoles.Reader, scope);
            draft.Azure.Directory.Remove(gone);
            draft.Planted("orphaned", gone, scope);
        }
        foreach (var type in (string[])["ForeignGroup", "AgentUser"])
        {
            var foreign = draft.NewId(type);
            draft.Assign(foreign, type, TenantRoles.Reader, AnyGroup(draft));
            draft.Decoys.Add(foreign);
        }
    }

    private static void DisabledWithRights(TenantDraft draft)
    {
        var (who, group, scope) = (draft.Disabled.Dequeue(), draft.NewGroup("grp-of-former"), AnyGroup(draft));
        draft.Azure.Directory.AddMember(group, who);
        draft.Assign(group, "Group", TenantRoles.Reader, scope);
        draft.Planted("disabled-with-rights", who, scope);
    }

    private static void GuestWrites(TenantDraft draft)
    {
        var (who, group) = (draft.Guests.Dequeue(), draft.NewGroup("grp-of-partners"));
        var scope = GroupOf(draft, draft.Subscriptions[^1], "rg-partners");
        draft.Azure.Directory.AddMember(group, who);
        draft.Assign(group, "Group", TenantRoles.Contributor, scope);
        draft.Planted("guest-write", who, scope);
    }

    private static void Standing(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var person = draft.Person();
        var isGroup = draft.Dice.Chance(0.5);
        var who = isGroup ? draft.NewGroup("grp-operators") : person;
        if (isGroup)
            draft.Azure.Directory.AddMember(who, person);
        draft.Assign(who, isGroup ? "Group" : "User", TenantRoles.Contributor, Scope(subscription));
        draft.Planted("standing-privileged", who, Scope(subscription));
    }

    private static void Unused(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var who = draft.Person();
        draft.MakeEligible(who, TenantRoles.Contributor, Scope(subscription), isUsed: false);
        draft.Planted("unused-eligibility", who, Scope(subscription));
    }

    private static void Stale(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var (who, scope) = (draft.Stale.Dequeue(), Scope(subscription));
        if (draft.Dice.Chance(0.5))
        {
            draft.MakeEligible(who, TenantRoles.Contributor, scope, isUsed: false);
            draft.Planted("unused-eligibility", who, scope);
        }
        else
        {
            draft.Assign(who, "User", TenantRoles.Contributor, scope);
            draft.Planted("standing-privileged", who, scope);
        }
        draft.Planted("stale-privileged", who, scope);
        // Last seen before Azure noted successes: not known.
        var unknown = draft.Person();
        draft.Azure.Directory.Add(draft.Azure.Directory.Find(unknown)! with
        {
            LastSignIn = new DateTimeOffset(2023, 6, 1, 0, 0, 0, TimeSpan.Zero), LastSuccessfulSignIn = null,
        });
        draft.MakeEligible(unknown, TenantRoles.Contributor, scope);
        draft.Decoys.Add(unknown);
    }

    private static void ServicePrincipalOwner(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var who = draft.NewIdentity("id-deployment");
        draft.Assign(who, "ServicePrincipal", TenantRoles.Owner, Scope(subscription));
        draft.Planted("service-principal-owner", who, Scope(subscription));
    }

    private static void Secrets(TenantDraft draft)
    {
        var now = draft.Now;
        Secret("secret-expired", draft.Secret(200, now.AddDays(-10)));
        Secret("secret-expiring", draft.Secret(100, now.AddDays(15)));
        Secret("secret-never-expires", draft.Secret(100, new DateTimeOffset(2299, 12, 31, 0, 0, 0, TimeSpan.Zero)));
        Secret("secret-old", draft.Secret(400, now.AddDays(100)));

        void Secret(string check, DirectoryCredential secret) =>
            draft.Planted(check, draft.NewApplication("app-" + check, draft.GoodSecret(), secret).Application, "");
    }

    private static void ApplicationOwner(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var (application, principal) = draft.NewApplication("app-of-one", draft.GoodSecret());
        draft.Azure.Directory.AddOwner(application, draft.Person());
        draft.Assign(principal, "ServicePrincipal", TenantRoles.Contributor, Scope(subscription));
        draft.Planted("app-owner-reach", application, "");
    }

    private static void DirectGrant(TenantDraft draft)
    {
        for (var i = Some(draft); i > 0; i--)
        {
            var (who, scope) = (draft.Person(), AnyGroup(draft));
            draft.Assign(who, "User", TenantRoles.Reader, scope);
            draft.Planted("direct-grant", who, scope);
        }
    }

    private static void GlobalAdministrators(TenantDraft draft)
    {
        if (!draft.Dice.Chance(0.5))
            return;
        for (var i = 0; i < 4; i++)
            draft.MakeEligibleAdministrator(draft.Person());
        draft.Planted("too-many-global-admins", "", "/");
    }

    // Counted at the end, with all others: what is added here only makes one reach it.
    private static void Limit(TenantDraft draft)
    {
        var limit = draft.Options.AssignmentLimit;
        if (limit >= 4000 && draft.Options.Seed % 5 != 0)
            return;
        var subscription = draft.Subscriptions[^1];
        var reaches = (int)Math.Ceiling(0.8 * limit);
        for (var i = 0; draft.AssignmentsIn(subscription) < reaches; i++)
        {
            var scope = $"{Scope(subscription)}/resourceGroups/rg-app-{(i % 8).ToString(CultureInfo.InvariantCulture)}";
            draft.Assign(draft.NewIdentity("id-many"), "ServicePrincipal", TenantRoles.Reader, scope);
        }
    }

    private static string AnyGroup(TenantDraft draft)
    {
        var number = draft.Dice.Below(8).ToString(CultureInfo.InvariantCulture);
        return $"/subscriptions/{draft.Subscriptions[^1]}/resourceGroups/rg-app-{number}";
    }

    private static int Some(TenantDraft draft) => 1 + draft.Dice.Below(2);
}
