using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>A secret that is of no use any more.</summary>
internal sealed class ExpiredSecrets : AccessCheck
{
    public override string Id => "secret-expired";

    public override Severity Severity => Severity.Low;

    public override string Title => "Secret that has ended";

    public override string Why => "It shows that nobody looks after the application, and hides the secrets that count.";

    public override string Mend => "Take it away.";

    public override IReadOnlyList<Part> Needs => [Part.Applications];

    public override IEnumerable<Finding> Find(AuditContext context) => Secrets.Where(context, (secret, now) => secret.Until <= now)
        .Select(one => Found(
            one.Owner, "",
            Invariant($"a {Secrets.KindOf(one.Secret)} ended on {one.Secret.Until!.Value.UtcDateTime:yyyy-MM-dd}")) with
        {
            Detail = one.Secret.Id, Since = one.Secret.From, Command = Secrets.CommandOf(one.Owner, one.IsApplication, one.Secret)
        });
}
