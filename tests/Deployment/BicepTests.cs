using System.Text.Json;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>
/// The templates by the Bicep CLI, on Linux: they build without a warning, and the committed snapshots are what they deploy.
/// </summary>
public sealed class BicepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ops-bicep-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>They are written anew by <c>bicep/snapshots.sh</c>. Here under another deployment's name, which changes nothing.</summary>
    [Fact]
    public async Task The_committed_snapshots_are_what_the_parameter_files_deploy_and_nothing_is_warned_of()
    {
        var (_, warnings) = await Bicep.WriteSnapshotsAsync(_folder, deployment: "another");

        Assert.Equal("", warnings);
        foreach (var name in Snapshot.Names)
        {
            var written = await File.ReadAllTextAsync(Path.Combine(_folder, $"{name}.snapshot.json"), Ct);
            // The CLI writes the outputs in any order.
            Assert.True(
                JsonElement.DeepEquals(Snapshot.Committed(name).Root, JsonDocument.Parse(written).RootElement),
                $"bicep/snapshots/{name}.snapshot.json is not what is deployed: run bicep/snapshots.sh and look at what changed.");
        }
    }

    [Fact]
    public async Task Two_installations_of_a_subscription_share_no_name_and_where_a_person_locked_the_policy_nothing_of_it_is_sent()
    {
        var other = await PredictAsync(Bicep.Subscription, "param name = 'ops2'", "param evidencePolicy = 'existing'");

        Assert.Empty(TopLevel(Snapshot.Small).Intersect(TopLevel(other), StringComparer.OrdinalIgnoreCase));
        Assert.Equal(TopLevel(Snapshot.Small).Count, TopLevel(other).Count);
        Assert.DoesNotContain(other.Resources, one => one.Id.Contains("/containers/evidence", StringComparison.Ordinal));
        Assert.Contains(other.Resources, one => one.Id.EndsWith("/containers/state", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_installations_of_one_name_in_two_subscriptions_share_no_name()
    {
        var other = await PredictAsync("88888888-8888-8888-8888-888888888888");

        Assert.Empty(TopLevel(Snapshot.Small).Intersect(TopLevel(other), StringComparer.OrdinalIgnoreCase));
    }

    // The small installation with other lines in place of those that set the same.
    private async Task<Snapshot> PredictAsync(string subscription, params string[] changes)
    {
        Bicep.Path();
        var source = Path.Combine(SourceTree.Root, "bicep");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
        var parameters = Path.Combine(_folder, "small.bicepparam");
        var kept = (await File.ReadAllLinesAsync(parameters, Ct))
            .Where(line => !changes.Any(change => line.StartsWith(change.Split('=')[0], StringComparison.Ordinal)));
        await File.WriteAllLinesAsync(parameters, kept.Concat(changes), Ct);
        await Bicep.RunAsync(
            _folder, "snapshot", parameters, "--mode", "overwrite", "--tenant-id", Bicep.Tenant, "--location", "westeurope",
            "--subscription-id", subscription);
        return Snapshot.Parse("small", await File.ReadAllTextAsync(Path.Combine(_folder, "small.snapshot.json"), Ct));
    }

    // Within groups and accounts names may be equal: containers, queues, and what is called default.
    private static List<string> TopLevel(Snapshot snapshot) =>
    [
        .. snapshot.Resources.Where(one => one.Type.Count(letter => letter == '/') == 1).Select(one =>
            one.Type == "Microsoft.Authorization/roleDefinitions" ? one.Properties.GetProperty("roleName").GetString()! : one.Name),
    ];
}
