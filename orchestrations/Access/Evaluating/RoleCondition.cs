using System.Collections.Concurrent;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>What a condition is asked about: an operation and, where it writes or deletes an assignment, that assignment.</summary>
/// <param name="Action">Operation, control or data.</param>
/// <param name="RoleId">Role that would be granted: GUID, 32 digits, lower case; empty: none.</param>
/// <param name="PrincipalType">Type of who would get it; empty: none.</param>
/// <param name="PrincipalId">Who would get it, 32 digits; empty: anybody whom no condition names.</param>
internal readonly record struct ConditionQuestion(string Action, string RoleId = "", string PrincipalType = "", string PrincipalId = "");

/// <summary>
/// A condition of a role definition or assignment, in the language of attribute-based access control, as far as Azure's own roles and
/// templates use it for role assignments (Microsoft Learn, role-based-access-control, conditions-format and
/// delegate-role-assignments-examples). What it does not understand is <see cref="Truth.Conditional"/>.
/// </summary>
internal sealed class RoleCondition
{
    // Azure takes conditions of 8 KB; a longer one is not read.
    private const int LongestText = 64 << 10;

    private static readonly ConcurrentDictionary<string, RoleCondition> Known = new(StringComparer.Ordinal);

    private readonly ConditionNode? _root;

    private RoleCondition(string text)
    {
        _root = text.Length > LongestText ? null : ConditionParser.Parse(text);
        NamedRoles = _root?.RolesNamed().ToHashSet(StringComparer.Ordinal) ?? [];
    }

    /// <summary>Ids of the roles that it names, 32 digits.</summary>
    public IReadOnlySet<string> NamedRoles { get; }

    public bool IsUnderstood => _root is not null;

    /// <param name="text">Null or blank: no condition.</param>
    public static RoleCondition? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : Known.GetOrAdd(text, static one => new(one));

    public Truth Ask(ConditionQuestion question) => _root?.Ask(question) ?? Truth.Conditional;

    /// <summary>A GUID as conditions are compared by: 32 digits; some of Azure's own roles write it without hyphens.</summary>
    public static string Digits(string guid) =>
        Guid.TryParse(guid.Trim(), out var read) ? read.ToString("N") : guid.Trim().ToLowerInvariant();
}

internal abstract record ConditionNode
{
    public abstract Truth Ask(ConditionQuestion question);

    public virtual IEnumerable<string> RolesNamed() => [];
}

internal sealed record AllOf(ConditionNode First, ConditionNode Second) : ConditionNode
{
    public override Truth Ask(ConditionQuestion question) => First.Ask(question).And(Second.Ask(question));

    public override IEnumerable<string> RolesNamed() => First.RolesNamed().Concat(Second.RolesNamed());
}

internal sealed record OneOf(ConditionNode First, ConditionNode Second) : ConditionNode
{
    public override Truth Ask(ConditionQuestion question) => First.Ask(question).Or(Second.Ask(question));

    public override IEnumerable<string> RolesNamed() => First.RolesNamed().Concat(Second.RolesNamed());
}

internal sealed record NotSo(ConditionNode Inner) : ConditionNode
{
    public override Truth Ask(ConditionQuestion question) => Inner.Ask(question).Not();

    public override IEnumerable<string> RolesNamed() => Inner.RolesNamed();
}

internal sealed record ActionIs(IReadOnlyList<string> Patterns) : ConditionNode
{
    public override Truth Ask(ConditionQuestion question) => ActionPattern.AnyMatches(Patterns, question.Action) ? Truth.Yes : Truth.No;
}

/// <summary>Something that is not understood: it may be so or not.</summary>
internal sealed record NotUnderstood : ConditionNode
{
    public override Truth Ask(ConditionQuestion question) => Truth.Conditional;
}

/// <summary>The role, type or id of an assignment, compared with values.</summary>
/// <param name="Attribute">roledefinitionid, principaltype or principalid.</param>
/// <param name="IsNot">The operator is one of «not equals».</param>
/// <param name="All">Every value must compare so, not just one.</param>
internal sealed record AssignmentIs(string Attribute, bool IsNot, bool All, IReadOnlyList<string> Values) : ConditionNode
{
    public override Truth Ask(ConditionQuestion question)
    {
        var own = Attribute switch
        {
            "roledefinitionid" => question.RoleId,
            "principaltype" => question.PrincipalType,
            _ => question.PrincipalId,
        };
        // Anybody whom no condition names differs from each value; a question that is about no assignment has no such attribute.
        if (own.Length == 0 && Attribute != "principalid")
            return Truth.Conditional;
        var isTrue = All ? Values.All(value => Holds(own, value)) : Values.Any(value => Holds(own, value));
        return isTrue ? Truth.Yes : Truth.No;
    }

    public override IEnumerable<string> RolesNamed() => Attribute == "roledefinitionid" ? Values : [];

    private bool Holds(string own, string value) => string.Equals(own, value, StringComparison.OrdinalIgnoreCase) != IsNot;
}
