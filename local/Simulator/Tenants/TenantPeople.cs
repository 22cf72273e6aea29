using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Tenants;

/// <summary>What somebody did in a rehearsal.</summary>
/// <param name="Kind">For example grant-at-subscription.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Object id of who did it.</param>
/// <param name="Subject">Object id of whom it is about: who got a right, joined, left, signed in; of a secret the application.</param>
/// <param name="Scope">Where; of a membership the group; empty: nowhere.</param>
/// <param name="RoleId">Id of the role definition; empty: none.</param>
public sealed record AccessMove(string Kind, DateTimeOffset At, string Actor, string Subject, string Scope, string RoleId);

/// <summary>
/// The people of a generated tenant, who grant, forget, leave and escalate during a rehearsal: the same seed, the same draws. Each method
/// does one thing now and tells it.
/// </summary>
/// <param name="azure">Where.</param>
/// <param name="truth">Of the tenant.</param>
/// <param name="seed">Another seed, other people.</param>
public sealed class TenantPeople(SimulatedAzure azure, TenantTruth truth, int seed)
{
    private readonly Dice _dice = new(Noise.Mix((ulong)seed ^ Noise.Of("tenant people")));
    private readonly Queue<string> _spare = new(truth.Spare);
    private readonly List<AccessMove> _moves = [];

    /// <summary>All that was done, in order.</summary>
    public IReadOnlyList<AccessMove> Moves => [.. _moves];

    private AccessMoves Access => azure.People.Access;

    /// <summary>An owner makes somebody Contributor at a subscription, for good.</summary>
    public AccessMove GrantAtSubscription() => Grant("grant-at-subscription", $"/subscriptions/{_dice.OneOf(truth.Subscriptions)}");

    /// <summary>An owner makes somebody Contributor at a management group, of which no event tells.</summary>
    public AccessMove GrantAtManagementGroup() =>
        Grant("grant-at-management-group", ManagementGroups.IdOf(_dice.OneOf(azure.ManagementGroups.All)));

    /// <summary>A Global Administrator becomes User Access Administrator at <c>/</c>.</summary>
    public AccessMove ElevateAccess()
    {
        string[] standing = [.. azure.Directory.EligibleRoles.Select(static one => one.PrincipalId)];
        var who = standing.Length > 0 ? _dice.OneOf(standing) : truth.EmergencyAccounts[0];
        var held = Access.ElevateAccess(who);
        return Note("elevate-access", who, who, held.Scope, held.RoleId);
    }

    /// <summary>Somebody activates an eligible role for four hours.</summary>
    public AccessMove ActivatePim()
    {
        EligibleRole[] usual = [.. azure.Access.Eligible.Where(one => azure.Directory.Find(one.PrincipalId) is not null)];
        var role = _dice.OneOf(usual);
        var members = azure.Directory.TransitiveMembers(role.PrincipalId);
        var who = members.Count > 0 ? members[0].Id : role.PrincipalId;
        Access.Activate(role, TimeSpan.FromHours(4), who);
        return Note("activate-pim", who, who, role.Scope, role.RoleId);
    }

    /// <summary>An owner makes somebody a member of a group.</summary>
    public AccessMove AddToGroup()
    {
        var (by, group, who) = (Owner(), _dice.OneOf(truth.Groups), Somebody());
        Access.AddToGroup(by, group, who);
        return Note("add-to-group", by, who, group, "");
    }

    /// <summary>An owner adds a secret to an application, which holds for two years.</summary>
    public AccessMove AddSecret()
    {
        var (by, application) = (Owner(), _dice.OneOf(truth.Applications));
        Access.AddSecret(by, application, TimeSpan.FromDays(730));
        return Note("add-secret", by, application, "", "");
    }

    /// <summary>An eligible owner leaves: the account is deleted, what it may activate stays.</summary>
    public AccessMove Leave()
    {
        var (by, who) = (truth.EmergencyAccounts[0], Owner());
        Access.Leave(by, who);
        return Note("leave", by, who, "", "");
    }

    /// <summary>An emergency account signs in, one that may.</summary>
    public AccessMove EmergencySignsIn()
    {
        string[] enabled = [.. truth.EmergencyAccounts.Where(one => azure.Directory.Find(one) is { AccountEnabled: true })];
        var who = _dice.OneOf(enabled);
        Access.SignIn(who);
        return Note("emergency-signs-in", who, who, "", "");
    }

    private AccessMove Grant(string kind, string scope)
    {
        var (by, who) = (Owner(), Somebody());
        var held = Access.Grant(by, who, TenantRoles.Contributor, scope);
        return Note(kind, by, who, scope, held.RoleId);
    }

    // Who has left does nothing any more.
    private string Owner()
    {
        string[] present = [.. truth.Owners.Where(one => azure.Directory.Find(one) is not null)];
        return _dice.OneOf(present);
    }

    // Somebody without a right; when all have one, the first again.
    private string Somebody()
    {
        var who = _spare.Dequeue();
        _spare.Enqueue(who);
        return who;
    }

    private AccessMove Note(string kind, string actor, string subject, string scope, string roleId)
    {
        var move = new AccessMove(kind, azure.Time.GetUtcNow(), actor, subject, scope, roleId);
        _moves.Add(move);
        return move;
    }
}
