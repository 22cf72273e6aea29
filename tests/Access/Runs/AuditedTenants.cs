using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages.Access;

namespace OpsFunctions.Tests.Access.Runs;

/// <summary>Tenants for whole audits, and what these leave.</summary>
internal static class AuditedTenants
{
    /// <summary>A tenant as small as it gets, in which nothing is wrong.</summary>
    public static TenantOptions Small { get; } = new()
    {
        Seed = 5, Users = 200, ServicePrincipals = 20, Groups = 30, Assignments = 150, Subscriptions = 4,
        ManagementLevels = 2, Plant = false,
    };

    public static async Task<AccessStage> OpenAsync(TenantOptions options)
    {
        var stage = await AccessStage.OpenAsync(options);
        await stage.BeginAsync();
        return stage;
    }

    /// <summary>What could not be read, by its part.</summary>
    public static IReadOnlyList<string> Unknown(this AuditedTenant audit) =>
    [
        .. audit.Report.GetProperty("unknown").EnumerateArray().Select(one => one.GetProperty("what").GetString()!)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>How a check stands.</summary>
    public static string State(this AuditedTenant audit, string check) => audit.Report.GetProperty("checks").EnumerateArray()
        .Single(one => one.GetProperty("id").GetString() == check).GetProperty("state").GetString()!;

    /// <summary>Keys of the rights that became something.</summary>
    public static IReadOnlyList<string> Changes(this AuditedTenant audit, string kind) =>
    [
        .. from one in audit.Report.GetProperty("changes").EnumerateArray()
           where one.GetProperty("kind").GetString() == kind
           let right = one.GetProperty("right")
           select $"{right.GetProperty("principal")} {right.GetProperty("role")} {right.GetProperty("scope")} {right.GetProperty("kind")}",
    ];

    public static int CountOf(this AuditedTenant audit, string list) => audit.Report.GetProperty(list).GetArrayLength();

    /// <summary>All that lies in a container, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> BlobsAsync(this AccessStage stage, string container, string prefix)
    {
        var blobs = stage.Life.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient(container);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in blobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, default))
            all[blob.Name] = (await blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
        return all;
    }
}
