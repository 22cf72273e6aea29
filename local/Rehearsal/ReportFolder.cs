using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Reports in a folder, for the closing hashes that stand in them: whatever is named <c>evidence</c> in their JSON.</summary>
internal sealed class ReportFolder(string folder)
{
    private const long Longest = 512L << 20;

    private static readonly EnumerationOptions NoLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>What the reports say, in the order of their names, and what cannot be read.</summary>
    /// <param name="without">A folder in it that holds no reports: the evidence itself.</param>
    public (IReadOnlyList<ReportClaim> Claims, IReadOnlyList<FolderFinding> Findings) Read(string without)
    {
        var (claims, findings) = (new List<ReportClaim>(), new List<FolderFinding>());
        var excluded = Path.GetFullPath(without) + Path.DirectorySeparatorChar;
        var files = Directory.EnumerateFiles(folder, "*.json", NoLinks)
            .Where(file => !Path.GetFullPath(file).StartsWith(excluded, StringComparison.Ordinal));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            try
            {
                if (new FileInfo(file).Length > Longest)
                    throw new JsonException($"it is larger than {Longest} bytes");
                claims.AddRange(ClaimsIn(File.ReadAllBytes(file)).Select(claim => new ReportClaim(name, claim)));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                findings.Add(new($"report {name}", $"it cannot be read: {Words.OneLine(e.Message)}"));
            }
        }
        return (claims, findings);
    }

    internal static List<RunEvidence> ClaimsIn(ReadOnlySpan<byte> json)
    {
        var claims = new List<RunEvidence>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("evidence"u8) && reader.Read()
                && reader.TokenType == JsonTokenType.StartObject)
                claims.Add(JsonSerializer.Deserialize<RunEvidence>(ref reader, JsonSerializerOptions.Web)
                    ?? throw new JsonException("its evidence is null"));
        if (claims.Exists(claim => claim.Chain is null || claim.Hash is null))
            throw new JsonException("its evidence has no chain or no hash");
        return claims;
    }
}
