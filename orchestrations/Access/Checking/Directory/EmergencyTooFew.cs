using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>No account for the day on which nothing else works.</summary>
internal sealed class EmergencyTooFew : AccessCheck
{
    public override string Id => "emergency-too-few";

    public override Severity Severity => Severity.High;

    public override string Title => "Too few emergency accounts";

    public override string Why => "When sign-in, federation or PIM fails, nobody gets in any more.";

    public override string Mend =>
        "Make two cloud-only Global Administrators, keep their keys apart, and name them in Access:EmergencyAccounts.";

    public override IReadOnlyList<Part> Needs => [Part.Users];

    public override bool IsOfAbsence => true;

    private const int Fewest = 2;

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var there = context.Emergency.Count(id => context.Index.Find(id) is { Kind: PrincipalKind.User });
        if (there < Fewest)
            yield return Found(
                "", "", Invariant($"{there} of the accounts named in Access:EmergencyAccounts are there; {Fewest} should be"));
    }
}
