using Microsoft.Graph.Models;
using OpsFunctions.Orchestrations.Access.Tenant;
using Application = OpsFunctions.Orchestrations.Access.Tenant.Application;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Reads objects of Microsoft Graph. One without an id is null.</summary>
internal static class GraphRow
{
    public static readonly string[] OfServicePrincipal =
    [
        "id", "appId", "displayName", "accountEnabled", "servicePrincipalType", "passwordCredentials"
    ];
    public static readonly string[] OfApplication = ["id", "appId", "displayName", "passwordCredentials", "keyCredentials"];

    private const string Unit = "/administrativeUnits/";

    public static IEnumerable<string> IdOf(DirectoryObject one) => one.Id is { } id ? [id.ToLowerInvariant()] : [];

    public static Principal? Principal(DirectoryObject one) => one.Id?.ToLowerInvariant() is not { } id ? null : one switch
    {
        User user => new(id, PrincipalKind.User, user.UserPrincipalName ?? user.DisplayName ?? id)
        {
            IsEnabled = user.AccountEnabled, IsGuest = string.Equals(user.UserType, "Guest", StringComparison.OrdinalIgnoreCase),
            LastSignIn = user.SignInActivity?.LastSuccessfulSignInDateTime,
        },
        Microsoft.Graph.Models.Group group => new(id, PrincipalKind.Group, group.DisplayName ?? id),
        ServicePrincipal account => new(id, PrincipalKind.ServicePrincipal, account.DisplayName ?? id)
        {
            AppId = account.AppId, IsEnabled = account.AccountEnabled,
            // Its certificates are those it signs answers of sign-ins with, not what it signs in with.
            Credentials = Secrets(account.PasswordCredentials),
            IsManagedIdentity = string.Equals(account.ServicePrincipalType, "ManagedIdentity", StringComparison.OrdinalIgnoreCase),
        },
        _ => new(id, PrincipalKind.Other, id),
    };

    public static Application? Application(Microsoft.Graph.Models.Application one) => one is { Id: { } id, AppId: { } appId }
        ? new(id.ToLowerInvariant(), appId, one.DisplayName ?? id)
        {
            Credentials =
            [
                .. Secrets(one.PasswordCredentials),
                .. (one.KeyCredentials
                    ?? []).Select(key => new Credential($"{key.KeyId}", IsCertificate: true, key.StartDateTime, key.EndDateTime)),
            ],
        }
        : null;

    private static IReadOnlyList<Credential> Secrets(List<PasswordCredential>? secrets) =>
        [.. (secrets
            ?? []).Select(secret => new Credential($"{secret.KeyId}", IsCertificate: false, secret.StartDateTime, secret.EndDateTime))];

    public static DirectoryGrant? Grant(string? principal, string? role, string? scope, bool isEligible) =>
        principal is not null && role is not null
        ? new(principal.ToLowerInvariant(), role.ToLowerInvariant(), scope is { Length: > 0 } ? scope.ToLowerInvariant() : "/", isEligible)
        : null;

    /// <summary>The administrative unit that a role is held in; null: in none.</summary>
    public static string? UnitOf(string scope) =>
        scope.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) ? scope[Unit.Length..].ToLowerInvariant() : null;
}
