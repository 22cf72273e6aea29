using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Something that is wrong with who can do what.</summary>
/// <param name="Check">Id of the check.</param>
/// <param name="Subject">Object id of the principal or application, GUID of the role, or empty.</param>
/// <param name="Scope">Where the assignment is, or what it is about; empty: the tenant.</param>
/// <param name="Words">What is wrong, in a sentence; ids in place of names.</param>
public sealed record Finding(string Check, Severity Severity, string Subject, string Scope, string Words)
{
    /// <summary>What tells two of one check, subject and scope apart: a secret's key id, a role.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Command that mends it; empty: there is no single one.</summary>
    public string Command { get; init; } = "";

    /// <summary>The same in Bicep; empty: there is none.</summary>
    public string Bicep { get; init; } = "";

    /// <summary>What else the command would take away.</summary>
    public string AlsoTakes { get; init; } = "";

    /// <summary>Assignments that it is about.</summary>
    public IReadOnlyList<string> Grants { get; init; } = [];

    /// <summary>Object id of who granted it; null: not known.</summary>
    public string? GrantedBy { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Way to the rights, hop by hop.</summary>
    public Escalating.EscalationPath? Path { get; init; }

    /// <summary>The same finding, from audit to audit.</summary>
    public string Key => string.Join(' ', Check, Subject, Scope, Detail).TrimEnd();
}

/// <summary>How a check stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
public enum CheckState
{
    /// <summary>Everything it needs was read, and there is nothing.</summary>
    Clear,

    Found,

    /// <summary>Something that it needs could not be read: what it found holds, and that it found nothing more says nothing.</summary>
    Unknown,

    /// <summary>The tenant has not what it is about.</summary>
    NotApplicable,
}

/// <summary>What came of a check.</summary>
/// <param name="Why">Of what is unknown or does not apply: why.</param>
public sealed record CheckResult(string Id, CheckState State, IReadOnlyList<Finding> Findings, string Why = "");
