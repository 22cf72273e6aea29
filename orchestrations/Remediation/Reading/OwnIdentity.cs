using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Reading;

/// <summary>Who the suite is for Azure: the object id in its own token, by which the activity log names it.</summary>
public sealed class OwnIdentity(TokenCredential credential)
{
    private static readonly TokenRequestContext Arm = new(["https://management.azure.com/.default"]);

    private string? _id;

    /// <exception cref="InvalidDataException">The token does not say.</exception>
    public async Task<string> IdAsync(CancellationToken ct) => _id ??= IdIn((await credential.GetTokenAsync(Arm, ct)).Token);

    private static string IdIn(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
            throw new InvalidDataException("the suite's own token has no claims");
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return claims.RootElement.Get("oid").Text() ?? throw new InvalidDataException("the suite's own token has no object id");
    }
}
