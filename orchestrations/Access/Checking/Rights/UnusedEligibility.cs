using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>An eligibility that nobody activates.</summary>
internal sealed class UnusedEligibility : AccessCheck
{
    public override string Id => "unused-eligibility";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Eligibility that is not used";

    public override string Why => "What is never activated is not needed, and can be activated by whoever takes the account.";

    public override string Mend => "Take the eligibility away.";

    public override IReadOnlyList<Part> Needs => [Part.Eligibilities, Part.Activations, Part.Groups];

    public override bool NeedsPremium => true;

    // Nobody is said to have activated nothing because nobody could see it.
    protected override bool IsSilentWithout(Part part) => part is Part.Activations or Part.Groups or Part.Principals;

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var since = context.Now.AddDays(-context.Limits.StaleDays);
        foreach (var grant in context.Facts.Grants.Where(grant => grant.Kind == GrantKind.Eligible && grant.CreatedOn < since))
        {
            var holders = context.Index.PeopleOf(grant.PrincipalId).Append(grant.PrincipalId).ToList();
            var last = holders.Select(one => context.Facts.Activations.TryGetValue(
                TenantFacts.ActivationKey(grant with { PrincipalId = one }), out var at) ? at : (DateTimeOffset?)null).Max();
            if (!(last >= since) && !holders.Exists(context.IsEmergency))
                yield return Found(context, grant, last is { } at
                    ? Invariant($"nobody has activated it since {at.UtcDateTime:yyyy-MM-dd}")
                    : "nobody has activated it, as far as Azure tells");
        }
    }
}
