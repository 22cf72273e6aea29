using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>An emergency account that somebody used.</summary>
internal sealed class EmergencyUsed : AccessCheck
{
    public override string Id => "emergency-used";

    public override Severity Severity => Severity.Critical;

    public override string Title => "Emergency account that was used";

    public override string Why => "It is for one day in years: either that day was, or somebody else has its key.";

    public override string Mend => "Find out who it was; then give it a new key.";

    public override IReadOnlyList<Part> Needs => [Part.SignIns];

    public override IEnumerable<Finding> Find(AuditContext context) => context.Facts.Principals
        .Where(one => context.IsEmergency(one.Id) && one.LastSignIn > context.Now.AddDays(-context.Limits.EmergencyUsedDays))
        .Select(one => Found(
            one.Id, "",
            Invariant($"the emergency account signed in on {one.LastSignIn!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC")) with
        {
            Since = one.LastSignIn
        });
}
