using System.Collections.Concurrent;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>
/// What a role, with the condition of an assignment, lets its holder do: by effect, never by name. Blocks count each for itself and are
/// united; what NotActions leave out is not denied.
/// </summary>
internal sealed class RoleEffect
{
    public const string WritesAssignments = "Microsoft.Authorization/roleAssignments/write";

    // Types of principals that somebody can be, or make.
    private static readonly string[] Types = ["User", "Group", "ServicePrincipal"];

    // No provider has it: only a star over everything allows it.
    private const string AnyWrite = "Contoso.Nothing/things/write";

    private readonly Role _role;
    private readonly RoleCondition? _condition;
    private readonly ConcurrentDictionary<string, Truth> _answers = new(StringComparer.OrdinalIgnoreCase);

    public RoleEffect(Role role, string? condition) => (_role, _condition) = (role, RoleCondition.Of(condition));

    public Role Role => _role;

    /// <summary>It has a condition that is not understood.</summary>
    public bool IsConditional => _condition is { IsUnderstood: false }
        || _role.Blocks.Any(block => RoleCondition.Of(block.Condition) is { IsUnderstood: false });

    /// <summary>Whether an operation of the resource manager is allowed.</summary>
    public Truth Allows(string action) => _answers.GetOrAdd(action, one => Ask(new(one), isData: false));

    /// <summary>Whether an operation on data is allowed.</summary>
    public Truth AllowsData(string action) => Ask(new(action), isData: true);

    /// <summary>
    /// Whether its holder may give a role to somebody whom no condition names; <c>Conditional</c> also: only to those it names.
    /// </summary>
    /// <param name="roleId">GUID in any form.</param>
    public Truth MayGrant(string roleId)
    {
        var digits = RoleCondition.Digits(roleId);
        var best = Truth.No;
        foreach (var type in Types)
            best = best.Or(Ask(new(WritesAssignments, digits, type), isData: false));
        return best;
    }

    /// <summary>It reaches everything that is written in the resource manager, whatever the provider.</summary>
    public bool WritesAnything => Allows(AnyWrite) == Truth.Yes;

    /// <summary>It has an operation that is no read.</summary>
    public bool Writes => _role.Blocks.Any(block =>
        block.Actions.Any(action => !IsRead(action) && !IsTakenOff(block.NotActions, action))
        || block.DataActions.Any(action => !IsRead(action) && !IsTakenOff(block.NotDataActions, action)));

    private Truth Ask(ConditionQuestion question, bool isData)
    {
        var best = Truth.No;
        foreach (var block in _role.Blocks)
        {
            var (allowed, taken) = isData ? (block.DataActions, block.NotDataActions) : (block.Actions, block.NotActions);
            if (!ActionPattern.AnyMatches(allowed, question.Action) || ActionPattern.AnyMatches(taken, question.Action))
                continue;
            var truth = Asked(RoleCondition.Of(block.Condition), question).And(Asked(_condition, question));
            if (truth == Truth.Yes)
                return truth;
            best = best.Or(truth);
        }
        return best;
    }

    private static Truth Asked(RoleCondition? condition, ConditionQuestion question) => condition?.Ask(question) ?? Truth.Yes;

    private static bool IsRead(string action) => ActionPattern.Plain(action).EndsWith("/read", StringComparison.OrdinalIgnoreCase);

    private static bool IsTakenOff(IReadOnlyList<string> taken, string action) =>
        ActionPattern.AnyMatches(taken, ActionPattern.Plain(action));
}
