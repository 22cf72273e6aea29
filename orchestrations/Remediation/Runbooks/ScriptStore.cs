using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>Scripts that people approved: blobs known by their hash, which settings name. What differs from its hash is not run.</summary>
public sealed class ScriptStore(AzureClients clients, RemediationOptions options)
{
    private const int Longest = 64 * 1024;

    private readonly BlobContainerClient _state = clients.Blobs.GetBlobContainerClient("state");

    /// <summary>Name of the blob of a script.</summary>
    public static string NameOf(string sha256) => $"scripts/{sha256.ToLowerInvariant()}";

    /// <param name="name">Name in the settings.</param>
    /// <exception cref="RefusedException">It is not there, too long, or not what was approved.</exception>
    internal async Task<string> ReadAsync(string name, CancellationToken ct)
    {
        if (!options.Scripts.TryGetValue(name, out var script))
            throw new RefusedException(ActActivities.RefusedCode, $"no script {Words.OneLine(name)} is approved");
        byte[] content;
        try
        {
            await using var blob = await _state.GetBlobClient(NameOf(script.Sha256)).OpenReadAsync(cancellationToken: ct);
            if (blob.Length > Longest)
                throw new RefusedException(
                    ActActivities.RefusedCode,
                    string.Create(CultureInfo.InvariantCulture, $"script {Words.OneLine(name)} has more than {Longest} bytes"));
            content = new byte[blob.Length];
            await blob.ReadExactlyAsync(content, ct);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new RefusedException(
                ActActivities.RefusedCode, $"script {Words.OneLine(name)} is not in the container state as {NameOf(script.Sha256)}");
        }
        // What is no UTF-8 reads as something else, and so differs from its hash.
        var text = Encoding.UTF8.GetString(content);
        if (!string.Equals(Ids.Key(text), script.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(
                ActActivities.RefusedCode, $"script {Words.OneLine(name)} is not the one that was approved: its hash differs");
        return text;
    }
}
