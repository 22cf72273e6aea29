using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>A secret that ends soon.</summary>
internal sealed class ExpiringSecrets : AccessCheck
{
    public override string Id => "secret-expiring";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Secret that ends soon";

    public override string Why => "What uses it stops on that day.";

    public override string Mend =>
        "Make a new one, roll it out, and take this one away; better, a managed identity or a federated credential.";

    public override IReadOnlyList<Part> Needs => [Part.Applications];

    public override IEnumerable<Finding> Find(AuditContext context) => Secrets.Where(context, (secret, now) => secret.Until > now
            && secret.Until <= now.AddDays(context.Limits.ExpiringDays))
        .Select(one => Found(
            one.Owner, "",
            Invariant($"a {Secrets.KindOf(one.Secret)} ends on {one.Secret.Until!.Value.UtcDateTime:yyyy-MM-dd}")) with
        {
            Detail = one.Secret.Id, Since = one.Secret.From, Command = Secrets.CommandOf(one.Owner, one.IsApplication, one.Secret)
        });
}
