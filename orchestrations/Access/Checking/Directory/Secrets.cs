using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>Secrets and certificates of applications, for the checks of their times.</summary>
internal static class Secrets
{
    /// <summary>Years from which on an end is none.</summary>
    public const int Endless = 10;

    public static IEnumerable<(string Owner, bool IsApplication, Credential Secret)> Where(
        AuditContext context, Func<Credential, DateTimeOffset, bool> isSo) =>
        context.Facts.Applications.SelectMany(one => one.Credentials.Select(secret => (one.Id, IsApplication: true, secret)))
            .Concat(context.Facts.Principals.SelectMany(one => one.Credentials.Select(secret => (one.Id, IsApplication: false, secret))))
            .Where(one => isSo(one.secret, context.Now));

    public static string KindOf(Credential secret) => secret.IsCertificate ? "certificate" : "secret";

    public static string CommandOf(string owner, bool isApplication, Credential secret) => Ids.IsGuid(owner) && Ids.IsGuid(secret.Id)
        ? $"az ad {(isApplication ? "app" : "sp")} credential delete --id {owner} --key-id {secret.Id}{(secret.IsCertificate ? " --cert" : "")}" : "";
}
