using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>
/// What people do with access beside the suite: at once, with what Azure writes of it, which is an entry in the activity log and an event
/// for what is below a subscription, and an audit for what is in the directory.
/// </summary>
public sealed class AccessMoves
{
    private const string Assignments = "Microsoft.Authorization/roleAssignments/";
    private const string GroupManagement = "GroupManagement";
    private const string ApplicationManagement = "ApplicationManagement";
    private const string RoleManagement = "RoleManagement";

    private readonly SimulatedAzure _azure;

    internal AccessMoves(SimulatedAzure azure) => _azure = azure;

    private DateTimeOffset Now => _azure.Time.GetUtcNow();

    /// <summary>Somebody gives a role at a subscription or below it, at a management group or at <c>/</c>.</summary>
    /// <param name="by">Object id of who does.</param>
    /// <param name="principalId">Object id of who gets it.</param>
    /// <param name="roleId">Id of the role definition, a GUID.</param>
    /// <param name="scope">Where.</param>
    /// <param name="condition">Null: none.</param>
    /// <exception cref="ArgumentException">There is no such role definition.</exception>
    public HeldRole Grant(string by, string principalId, string roleId, string scope, string? condition = null)
    {
        var held = _azure.Access.Keep(new HeldRole
        {
            Name = Noise.Id(Noise.Of($"{principalId} {roleId} {scope} {Now:O}".ToLowerInvariant()), "held").ToString(),
            Scope = scope, RoleId = roleId, PrincipalId = principalId,
            PrincipalType = _azure.Directory.Find(principalId)?.PrincipalType ?? "User", CreatedBy = by, CreatedOn = Now,
            Condition = condition, ConditionVersion = condition is null ? null : "2.0",
        });
        Wrote(by, Assignments + "write", IdOf(held), Now);
        return held;
    }

    /// <summary>Somebody takes a role away.</summary>
    public void Revoke(string by, HeldRole held)
    {
        if (_azure.Access.Unassign(held))
            Wrote(by, Assignments + "delete", IdOf(held), Now);
    }

    /// <summary>Somebody makes a custom role.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ArgumentException">Azure would not take it.</exception>
    public string Define(string by, RoleDefinition role)
    {
        ArgumentNullException.ThrowIfNull(role);
        var id = _azure.Access.Define(role, by);
        foreach (var scope in role.AssignableScopes)
        {
            var written = $"{scope}/providers/Microsoft.Authorization/roleDefinitions/{id}";
            Wrote(by, "Microsoft.Authorization/roleDefinitions/write", written, Now);
        }
        return id;
    }

    /// <summary>A Global Administrator becomes User Access Administrator at <c>/</c>.</summary>
    public HeldRole ElevateAccess(string userId)
    {
        Audit(
            userId, "User has elevated their access to User Access Administrator for their Azure Resources", RoleManagement,
            new AuditTarget(userId, "User"));
        return _azure.Access.Keep(new HeldRole
        {
            Name = Noise.Id(Noise.Of(userId.ToLowerInvariant()), "elevated").ToString(), Scope = "/",
            RoleId = BuiltInRoles.UserAccessAdministrator, PrincipalId = userId, CreatedBy = userId, CreatedOn = Now,
        });
    }

    /// <summary>Somebody activates an eligible role; see <see cref="SimulatedAccess.Activate"/>.</summary>
    public HeldRole Activate(EligibleRole role, TimeSpan duration, string? who = null)
    {
        ArgumentNullException.ThrowIfNull(role);
        var held = _azure.Access.Activate(role, duration, who);
        _azure.Directory.SignIn(held.PrincipalId);
        return held;
    }

    /// <summary>Somebody makes an object a member of a group.</summary>
    public void AddToGroup(string by, string group, string member)
    {
        _azure.Directory.AddMember(group, member);
        Audit(
            by, "Add member to group", GroupManagement, Target(member, ("Group.ObjectID", null, $"\"{group}\"")),
            new AuditTarget(group, "Group"));
    }

    /// <summary>Somebody takes an object out of a group.</summary>
    public void RemoveFromGroup(string by, string group, string member)
    {
        _azure.Directory.RemoveMember(group, member);
        Audit(
            by, "Remove member from group", GroupManagement, Target(member, ("Group.ObjectID", $"\"{group}\"", null)),
            new AuditTarget(group, "Group"));
    }

    /// <summary>Somebody makes another an owner of a group, application or service principal.</summary>
    public void AddOwner(string by, string id, string owner)
    {
        _azure.Directory.AddOwner(id, owner);
        var what = _azure.Directory.Find(id)?.Kind switch
        {
            DirectoryKind.Group => "group",
            DirectoryKind.ServicePrincipal => "service principal",
            _ => "application",
        };
        Audit(by, $"Add owner to {what}", what is "group" ? GroupManagement : ApplicationManagement, Target(owner), Target(id));
    }

    /// <summary>Somebody adds a secret or certificate to an application or service principal.</summary>
    /// <param name="by">Object id of who does.</param>
    /// <param name="id">Object id of the application or service principal.</param>
    /// <param name="lifetime">How long it holds; null: for good.</param>
    /// <exception cref="ArgumentException">There is no such object.</exception>
    public DirectoryCredential AddSecret(string by, string id, TimeSpan? lifetime)
    {
        var found = _azure.Directory.Find(id) ?? throw new ArgumentException($"There is no object {id}.", nameof(id));
        var secret = new DirectoryCredential(
            Noise.Id(Noise.Of($"{id} {Now:O}"), "secret").ToString(), Now, lifetime is { } time ? Now + time : null);
        _azure.Directory.Add(found with { Credentials = [.. found.Credentials, secret] });
        var activity = found.Kind is DirectoryKind.Application ? "Update application – Certificates and secrets management"
            : "Add service principal credentials";
        var described = $"[\"[KeyIdentifier={secret.KeyId},KeyType=Password]\"]";
        Audit(by, activity, ApplicationManagement, Target(id, ("KeyDescription", "[]", described)));
        return secret;
    }

    /// <summary>Somebody gives a role of the directory for good.</summary>
    public DirectoryRole GrantDirectoryRole(string by, string principalId, string roleId, string scope = "/")
    {
        var id = Noise.Id(Noise.Of($"{principalId} {roleId} {Now:O}"), "directory role").ToString();
        var role = new DirectoryRole(id, principalId, roleId)
        {
            Scope = scope, Start = Now,
        };
        _azure.Directory.AddRole(role);
        Audit(
            by, "Add member to role", RoleManagement, Target(principalId, ("Role.TemplateId", null, $"\"{roleId}\"")),
            new AuditTarget(roleId, "Role"));
        return role;
    }

    /// <summary>Somebody consents to an application permission of Microsoft Graph.</summary>
    public void GrantPermission(string by, string servicePrincipal, string permission)
    {
        _azure.Directory.GrantPermission(servicePrincipal, permission);
        Audit(by, "Add app role assignment to service principal", ApplicationManagement,
            Target(
                _azure.Directory.GraphId, ("AppRole.Value", null, $"\"{permission}\""),
                ("ServicePrincipal.ObjectID", null, $"\"{servicePrincipal}\"")),
            Target(servicePrincipal));
    }

    /// <summary>A person leaves: the account is deleted, the assignments stay.</summary>
    public void Leave(string by, string userId)
    {
        _azure.Directory.Remove(userId);
        Audit(by, "Delete user", "UserManagement", new AuditTarget(userId, "User"));
    }

    /// <summary>An account may not sign in any more.</summary>
    /// <exception cref="ArgumentException">There is no such object.</exception>
    public void Disable(string by, string id)
    {
        var found = _azure.Directory.Find(id) ?? throw new ArgumentException($"There is no object {id}.", nameof(id));
        _azure.Directory.Add(found with { AccountEnabled = false });
        Audit(by, "Disable account", "UserManagement", Target(id, ("AccountEnabled", "[true]", "[false]")));
    }

    /// <summary>A person signs in, or an emergency account does.</summary>
    public void SignIn(string userId) => _azure.Directory.SignIn(userId);

    internal static string IdOf(HeldRole held) => $"{held.Scope.TrimEnd('/')}/providers/{Assignments}{held.Name}";

    // What is not below a subscription is in no subscription's log, and raises no event.
    internal void Wrote(string by, string action, string id, DateTimeOffset at)
    {
        if (!id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
            return;
        var caller = _azure.Directory.Find(by) is { UserPrincipalName: { } name } ? name : by;
        var correlation = Noise.Id(Noise.Of(id) ^ (ulong)at.UtcTicks, action).ToString();
        _azure.Activity.Add(new ActivityEntry(at, caller, action, id, "Succeeded", correlation, Code: null));
    }

    private void Audit(string by, string activity, string category, params IReadOnlyList<AuditTarget> targets) =>
        _azure.Directory.Note(new DirectoryAudit(Now, activity, category, by, targets)
        {
            Service = activity.StartsWith("User has elevated", StringComparison.Ordinal) ? "Azure RBAC (Elevated Access)"
                : "Core Directory",
            Operation = OperationOf(activity),
        });

    private static string OperationOf(string activity) => activity.Split(' ')[0] switch
    {
        "Add" => "Add",
        "Remove" or "Delete" => "Delete",
        "User" => "Assign",
        _ => "Update",
    };

    private AuditTarget Target(string id, params IReadOnlyList<(string Name, string? Old, string? New)> changes) => new(
        id, _azure.Directory.Find(id)?.Kind.ToString() ?? "Other", changes);
}
