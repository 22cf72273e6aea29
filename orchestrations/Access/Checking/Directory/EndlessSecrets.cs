using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>A secret that is good for ever.</summary>
internal sealed class EndlessSecrets : AccessCheck
{
    public override string Id => "secret-never-expires";

    public override Severity Severity => Severity.High;

    public override string Title => "Secret without an end";

    public override string Why => "Once it is lost it stays good, and nobody is made to change it.";

    public override string Mend => "Make one that ends within a year, roll it out, and take this one away.";

    public override IReadOnlyList<Part> Needs => [Part.Applications];

    public override IEnumerable<Finding> Find(AuditContext context) => Secrets.Where(context, (secret, now) => secret.Until is not { } end
            || end > now.AddYears(Secrets.Endless))
        .Select(one => Found(one.Owner, "", $"a {Secrets.KindOf(one.Secret)} does not end") with
        {
            Detail = one.Secret.Id, Since = one.Secret.From, Command = Secrets.CommandOf(one.Owner, one.IsApplication, one.Secret)
        });
}
