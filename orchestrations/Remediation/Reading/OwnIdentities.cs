using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;

namespace OpsFunctions.Orchestrations.Remediation.Reading;

/// <summary>Who the suite is for Azure: the object ids in its own tokens, by which the activity log names it.</summary>
public sealed class OwnIdentities(AzureCredentials credentials)
{
    private static readonly TokenRequestContext Arm = new(["https://management.azure.com/.default"]);

    private IReadOnlySet<string>? _ids;

    /// <exception cref="InvalidDataException">A token does not say.</exception>
    public async Task<IReadOnlySet<string>> IdsAsync(CancellationToken ct)
    {
        if (_ids is { } known)
            return known;
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var credential in credentials.All)
            ids.Add(IdIn((await credential.GetTokenAsync(Arm, ct)).Token));
        return _ids = ids;
    }

    private static string IdIn(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
            throw new InvalidDataException("the suite's own token has no claims");
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return claims.RootElement.Get("oid").Text() ?? throw new InvalidDataException("the suite's own token has no object id");
    }
}
