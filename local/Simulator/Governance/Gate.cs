using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What every call to Azure Resource Manager must pass: the caller's roles, then the locks.</summary>
internal sealed class Gate(Fleet fleet, Roles roles, SuiteIdentities suite, Locks locks, CallLog calls, SimulatedAccess access)
{
    // Their answers show only what the caller may see, so nothing is refused.
    private static readonly string[] Open = ["Tenants_List", "Subscriptions_List", EntityEndpoint.Name];

    public Refusal? Forbid(Exchange exchange, Operation operation)
    {
        var resource = operation.Target.TrimEnd('/');
        // An action's name is no part of the resource it acts on.
        if (exchange.Method is "POST" && operation.Changes)
            resource = resource[..resource.LastIndexOf('/')];
        // A lock does not keep itself from being changed or taken away.
        var isLock = resource.Contains(LockEndpoint.Infix, StringComparison.OrdinalIgnoreCase);
        return Unauthorized(exchange.Caller, operation, resource)
            ?? (operation.Changes && !isLock ? Locked(resource, exchange.Method is "DELETE") : null);
    }

    /// <summary>Whether the caller's roles allow it; what is allowed counts as used.</summary>
    public Refusal? Unauthorized(Caller? caller, Operation operation, string scope)
    {
        if (operation.Action is not { } action || Open.Contains(operation.Name, StringComparer.Ordinal) || !Exists(scope))
            return null;
        if (roles.Allow(caller?.PrincipalId, action, scope, operation.IsData))
        {
            if (caller is not null && access.Denies(caller.PrincipalId, action, scope, operation.IsData) is { } denial)
                return Denied(caller, action, scope, denial);
            Used(caller, action, scope, operation.IsData);
            return null;
        }
        Lacked(caller, action);
        return new Refusal(
            403, "AuthorizationFailed",
            $"The client '{caller?.ClientId}' with object id '{caller?.PrincipalId}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.");
    }

    private static Refusal Denied(Caller caller, string action, string scope, DenyAssignment denial) => new(
        403, "DenyAssignmentAuthorizationFailed",
        $"The client '{caller.ClientId}' with object id '{caller.PrincipalId}' has permission to perform action '{action}' on scope '{scope}'; however, the access is denied because of the deny assignment with name '{denial.Name}' and Id '{denial.Id}' at scope '{denial.Scope}'.");

    /// <summary>Whether the caller's roles allow all of that there; what is allowed counts as used.</summary>
    public bool Holds(Caller? caller, IReadOnlyList<NeededAction> needed, string scope)
    {
        if (!needed.All(one => roles.Allow(caller?.PrincipalId, one.Action, scope, one.IsData)))
            return false;
        foreach (var one in needed)
            Used(caller, one.Action, scope, one.IsData);
        return true;
    }

    /// <summary>Whether the caller may also do what the change needs on another resource; null: it may.</summary>
    public Outcome? Linked(Exchange exchange, string action, string scope)
    {
        if (MaySee(exchange.Caller, action, scope))
        {
            return null;
        }
        Lacked(exchange.Caller, action);
        return Outcome.Refused(
            403, "LinkedAuthorizationFailed",
            $"The client '{exchange.Caller?.ClientId}' with object id '{exchange.Caller?.PrincipalId}' has permission to perform action '{exchange.Operation?.Action}' on scope '{exchange.Path}'; however, it does not have permission to perform action(s) '{action}' on the linked scope(s) '{scope}' (respectively) or the linked scope(s) are invalid.");
    }

    /// <summary>Whether the caller's roles allow it, where an answer leaves out what they do not; what is allowed counts as used.</summary>
    public bool MaySee(Caller? caller, string action, string scope)
    {
        if (!roles.Allow(caller?.PrincipalId, action, scope))
            return false;
        Used(caller, action, scope, isData: false);
        return true;
    }

    private void Lacked(Caller? caller, string action)
    {
        if (suite.Find(caller?.PrincipalId) is { } identity)
            calls.AddLacking(identity.Name, action);
    }

    private void Used(Caller? caller, string action, string scope, bool isData)
    {
        calls.AddAction(action);
        if (suite.Find(caller?.PrincipalId) is not { } identity)
            return;
        foreach (var role in roles.NamesFor(identity, action, scope, isData))
            calls.AddUse(new UsedRight(identity.Name, role, action));
    }

    // An unknown subscription is told by its own error.
    private bool Exists(string scope)
    {
        var segments = scope.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments is not [var first, var id, ..] || !first.Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
            || fleet.Subscriptions.Any(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
    }

    private Refusal? Locked(string resource, bool isDelete)
    {
        var scopes = locks.Forbidding(resource, isDelete);
        return scopes.Count == 0 ? null : new Refusal(
            409, "ScopeLocked",
            $"The scope '{resource}' cannot perform {(isDelete ? "delete" : "write")} operation because following scope(s) are locked: '{string.Join("','", scopes)}'. Please remove the lock and try again.");
    }
}
