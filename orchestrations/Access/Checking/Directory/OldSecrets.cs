using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>A secret that has been around for long.</summary>
internal sealed class OldSecrets : AccessCheck
{
    public override string Id => "secret-old";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Secret older than a year";

    public override string Why => "The longer it is in use the more places have a copy of it.";

    public override string Mend => "Make a new one, roll it out, and take this one away.";

    public override IReadOnlyList<Part> Needs => [Part.Applications];

    public override IEnumerable<Finding> Find(AuditContext context) => Secrets.Where(context, (secret, now) => secret.Until > now
            && secret.From < now.AddDays(-context.Limits.OldDays))
        .Select(one => Found(
            one.Owner, "",
            Invariant($"a {Secrets.KindOf(one.Secret)} is of {one.Secret.From!.Value.UtcDateTime:yyyy-MM-dd}")) with
        {
            Detail = one.Secret.Id, Since = one.Secret.From, Command = Secrets.CommandOf(one.Owner, one.IsApplication, one.Secret)
        });
}
