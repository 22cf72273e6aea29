using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.People;

/// <summary>A directory object as Microsoft Graph describes it: its usual properties, or those that were selected.</summary>
internal static class GraphDocument
{
    // Documented: not noted before, and not filled in.
    private static readonly DateTimeOffset SuccessSince = new(2023, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "userPrincipalName", "mail", "userType", "accountEnabled", "appId", "servicePrincipalType", "groupTypes", "securityEnabled",
        "mailEnabled", "isAssignableToRole", "createdDateTime", "signInActivity", "membershipRule", "onPremisesSyncEnabled",
        "appOwnerOrganizationId", "alternativeNames", "passwordCredentials", "keyCredentials", "appRoles",
    };

    public static string TypeOf(DirectoryObject one) => one.Kind switch
    {
        DirectoryKind.User => "user",
        DirectoryKind.Group => "group",
        DirectoryKind.ServicePrincipal => "servicePrincipal",
        _ => "application",
    };

    /// <exception cref="NotSimulatedException">A property was selected that is not known of anything.</exception>
    public static JsonObject Of(DirectoryObject one, IReadOnlyList<string>? selected, bool withType)
    {
        var document = new JsonObject();
        if (withType)
            document["@odata.type"] = $"#microsoft.graph.{TypeOf(one)}";
        foreach (var name in selected ?? Usual(one))
        {
            var (isKnown, value) = Property(one, name);
            if (isKnown)
                document[name] = value;
        }
        return document;
    }

    /// <summary>A moment as Microsoft Graph writes it.</summary>
    public static string? Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string[] Usual(DirectoryObject one) => one.Kind switch
    {
        DirectoryKind.User => ["id", "displayName", "userPrincipalName", "mail"],
        DirectoryKind.Group => ["id", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "isAssignableToRole"],
        DirectoryKind.ServicePrincipal => ["id", "appId", "displayName", "servicePrincipalType", "accountEnabled"],
        _ => ["id", "appId", "displayName"],
    };

    // What another kind has is left out, as Graph does with mixed lists.
    private static (bool IsKnown, JsonNode? Value) Property(DirectoryObject one, string name)
    {
        var found = (name, one.Kind) switch
        {
            ("id", _) => (true, one.Id),
            ("displayName", _) => (true, one.DisplayName),
            (_, DirectoryKind.User) => OfUser(one, name),
            (_, DirectoryKind.Group) => OfGroup(one, name),
            _ => OfApplication(one, name),
        };
        return found.Item1 || Known.Contains(name) ? found : throw new NotSimulatedException($"the property {name} of directory objects");
    }

    private static (bool IsKnown, JsonNode? Value) OfUser(DirectoryObject one, string name) => name switch
    {
        "userPrincipalName" => (true, one.UserPrincipalName),
        "mail" => (true, null),
        "userType" => (true, one.UserType),
        "accountEnabled" => (true, one.AccountEnabled),
        "createdDateTime" => (true, Time(one.CreatedAt ?? Roles.Deployment)),
        "onPremisesSyncEnabled" => (true, one.OnPremisesSyncEnabled),
        "signInActivity" => (one.LastSignIn is not null, SignIns(one)),
        _ => (false, null),
    };

    private static (bool IsKnown, JsonNode? Value) OfGroup(DirectoryObject one, string name) => name switch
    {
        "groupTypes" => (true, RequestBody.List(one.GroupTypes)),
        "securityEnabled" => (true, true),
        "mailEnabled" => (true, false),
        "isAssignableToRole" => (true, one.IsAssignableToRole),
        "membershipRule" => (true, one.MembershipRule),
        "onPremisesSyncEnabled" => (true, one.OnPremisesSyncEnabled),
        "createdDateTime" => (true, Time(one.CreatedAt ?? Roles.Deployment)),
        _ => (false, null),
    };

    private static (bool IsKnown, JsonNode? Value) OfApplication(DirectoryObject one, string name) => name switch
    {
        "appId" => (true, one.AppId),
        "passwordCredentials" => (true, Credentials(one, areCertificates: false)),
        "keyCredentials" => (true, Credentials(one, areCertificates: true)),
        "createdDateTime" => (true, Time(one.CreatedAt ?? Roles.Deployment)),
        _ when one.Kind is DirectoryKind.Application => (false, null),
        "accountEnabled" => (true, one.AccountEnabled),
        "servicePrincipalType" => (true, one.ServicePrincipalType),
        "appOwnerOrganizationId" => (true, one.AppOwnerOrganizationId),
        "alternativeNames" => (true, RequestBody.List(one.AlternativeNames)),
        "appRoles" => (true, AppRoles(one)),
        _ => (false, null),
    };

    // A user who never tried has none at all.
    private static JsonObject? SignIns(DirectoryObject one) => one.LastSignIn is null ? null : new JsonObject
    {
        ["lastSignInDateTime"] = Time(one.LastSignIn),
        ["lastSignInRequestId"] = Noise.Id(Noise.Of(one.Id), "last").ToString(),
        ["lastNonInteractiveSignInDateTime"] = null,
        ["lastNonInteractiveSignInRequestId"] = null,
        ["lastSuccessfulSignInDateTime"] = one.LastSuccessfulSignIn >= SuccessSince ? Time(one.LastSuccessfulSignIn) : null,
        ["lastSuccessfulSignInRequestId"] = one.LastSuccessfulSignIn >= SuccessSince ? Noise.Id(Noise.Of(one.Id), "good").ToString() : null,
    };

    private static JsonArray Credentials(DirectoryObject one, bool areCertificates) =>
        new([.. one.Credentials.Where(credential => credential.IsCertificate == areCertificates).Select(Credential)]);

    private static JsonObject Credential(DirectoryCredential one)
    {
        var credential = new JsonObject
        {
            ["customKeyIdentifier"] = null, ["displayName"] = one.DisplayName, ["endDateTime"] = Time(one.End), ["keyId"] = one.KeyId,
            ["startDateTime"] = Time(one.Start),
        };
        if (one.IsCertificate)
            (credential["key"], credential["type"], credential["usage"]) = (null, "AsymmetricX509Cert", "Verify");
        else
            (credential["hint"], credential["secretText"]) = (one.KeyId[..3], null);
        return credential;
    }

    private static JsonArray AppRoles(DirectoryObject one) => one.AppId is not GraphRoles.AppId ? [] : new(
    [
        .. GraphRoles.Ids.Select(static role => new JsonObject
        {
            ["allowedMemberTypes"] = new JsonArray("Application"), ["description"] = role.Key, ["displayName"] = role.Key,
            ["id"] = role.Value, ["isEnabled"] = true, ["origin"] = "Application", ["value"] = role.Key,
        }),
    ]);
}
