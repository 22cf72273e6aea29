using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>Secrets and certificates of applications, for the checks of their times.</summary>
internal static class Secrets
{
    /// <summary>Years from which on an end is none.</summary>
    public const int Endless = 10;

    public static IEnumerable<(Application Application, Credential Secret)> Where(AuditContext context, Func<Credential, DateTimeOffset, bool> isSo) =>
        from application in context.Facts.Applications
        from secret in application.Credentials
        where isSo(secret, context.Now)
        select (application, secret);

    public static string KindOf(Credential secret) => secret.IsCertificate ? "certificate" : "secret";

    public static string CommandOf(Application application, Credential secret) => Ids.IsGuid(application.Id) && Ids.IsGuid(secret.Id)
        ? $"az ad app credential delete --id {application.Id} --key-id {secret.Id}{(secret.IsCertificate ? " --cert" : "")}" : "";
}
