using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>An emergency account that may not sign in.</summary>
internal sealed class EmergencyDisabled : AccessCheck
{
    public override string Id => "emergency-disabled";

    public override Severity Severity => Severity.Critical;

    public override string Title => "Emergency account that is disabled";

    public override string Why => "On the day it is needed it does not work.";

    public override string Mend => "Enable it, and try it.";

    public override IReadOnlyList<Part> Needs => [Part.Users];

    public override IEnumerable<Finding> Find(AuditContext context) => context.Facts.Principals
        .Where(one => context.IsEmergency(one.Id) && one.IsEnabled == false)
        .Select(one => Found(one.Id, "", "the emergency account is disabled") with
        {
            Command = $"az ad user update --id {one.Id} --account-enabled true"
        });
}
