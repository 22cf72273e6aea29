using Azure.Storage.Blobs;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>One document of the state that is damaged stops what depends on it, and nothing else, and is named.</summary>
public sealed class DamagedDocumentTests
{
    public static TheoryData<string> Damages => [.. Enum.GetNames<DamageKind>()];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_is_about_one_machine_costs_only_that_machine(string how)
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 24);
        var (held, retired, free) = (suite.Simple[0], suite.Simple[1], suite.Simple[2]);
        foreach (var machine in new[] { held, retired, free })
            await suite.AddHistoryAsync(machine, 60);
        await suite.TakeAsync();
        var (now, series) = (suite.Azure.Time.GetUtcNow(), suite.DiskOf(held));
        await suite.Service<Holds>().PutAsync(new("audit", "me", "an audit", series, null, now, now.AddDays(9)), default);
        var ended = suite.DiskOf(retired);
        suite.Azure.ReplaceDiskAsSomebodyElse(retired, lun: null);
        await suite.PassAsync(TimeSpan.FromMinutes(5));
        await suite.Service<StateStore>().WriteAsync(
            Retirement.NameOf(retired.Id), new Retirement(retired.Id, [ended], "me", now, "tidy"), default);
        await suite.Service<StateStore>().WriteAsync(MissingMachine.NameOf(held.Id), new MissingMachine(held.Id, now, null), default);
        await suite.Service<StateStore>().WriteAsync(UndeletedPoints.Name, new UndeletedPoints(["/x"]), default);
        string[] names = [SeriesHolds.NameOf(series), Retirement.NameOf(retired.Id), MissingMachine.NameOf(
            held.Id), UndeletedPoints.Name, SnapshotStates.NameOf(0)];
        foreach (var name in names)
            await DamageAsync(suite, name, how);

        await suite.PassAsync(TimeSpan.FromDays(1));
        var taken = await suite.TakeAsync();
        var retained = await suite.RetainAsync();

        Assert.Equal((0, 0), (taken.Work.Failed, retained.Work.Failed));
        Assert.True(taken.Work.Taken >= suite.Simple.Count, taken.Work.ToString());
        Assert.True(DeletedOf(suite, free) > 20);
        // In other letters it is the same; without it nobody knows of it.
        var isRead = how is nameof(DamageKind.OtherCase) or nameof(DamageKind.Missing);
        Assert.Equal(how == nameof(DamageKind.Missing), DeletedOf(suite, held) > 0);
        var points = (await suite.ViewAsync(retired)).Series.Where(one => one.Source == ended).SelectMany(one => one.Points);
        Assert.Equal(how == nameof(DamageKind.OtherCase), points.All(point => !point.IsKept));
        var said = await EvidenceOfAsync(suite);
        foreach (var name in names[..2])
            Assert.Equal(!isRead, said.Contains($"state/{name}.json.gz cannot be read", StringComparison.Ordinal));
        Assert.NotEmpty((await suite.Service<SnapshotStateReader>().FindAsync(free.Name, default)).Found);
    }

    [Theory]
    [InlineData(FleetMemory.Name, DamageKind.Truncated)]
    [InlineData(FleetMemory.Name, DamageKind.EmptyObject)]
    [InlineData(PolicyMemory.Name, DamageKind.Garbage)]
    [InlineData(PolicyMemory.Name, DamageKind.OtherSchema)]
    [InlineData("snapshots/deletions/20260601", DamageKind.Empty)]
    [InlineData("snapshots/deletions/20260601", DamageKind.EmptyObject)]
    internal async Task What_only_deleting_needs_stops_only_deleting(string name, DamageKind how)
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 24);
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        await suite.Service<StateStore>().ChangeAsync(DeletionsOfDay.NameOf(suite.Azure.Time
            .GetUtcNow()), new DeletionsOfDay([]), known => known with { }, default);
        await suite.TakeAsync("snapshots-before");
        await DamageAsync(suite, name, how.ToString());

        var taken = await suite.TakeAsync();
        var retained = await suite.RetainAsync();

        Assert.Equal((0, 0, 0), (retained.Work.Deleted, retained.Work.Failed, taken.Work.Failed));
        Assert.True((await suite.ViewAsync(suite.Simple[1])).Series.Count > 0);
        Assert.Contains(
            $"state/{name}.json.gz cannot be read", await EvidenceOfAsync(suite) + await ReportOfAsync(suite), StringComparison.Ordinal);
        // Mended as the message says, it goes on.
        await suite.Service<StateStore>().DeleteAsync(name, default);
        await suite.CoolOffAsync();
        Assert.True((await suite.RetainAsync()).Work.Deleted > 20);
    }

    private static int DeletedOf(SnapshotSuite suite, Machine machine)
    {
        var source = suite.DiskOf(machine);
        return suite.Azure.Snapshots.History.Count(point => point.Source == source && point.DeletedBy == suite.Azure.Suite.Act.PrincipalId);
    }

    private static async Task DamageAsync(SnapshotSuite suite, string name, string how)
    {
        var blob = State(suite).GetBlobClient($"{name}{StateCheck.Ending}");
        var whole = (await blob.DownloadContentAsync()).Value.Content;
        if (DocumentDamage.Of(whole, Enum.Parse<DamageKind>(how)) is { } damaged)
            await blob.UploadAsync(damaged, overwrite: true);
        else
            await blob.DeleteAsync();
    }

    private static async Task<string> EvidenceOfAsync(SnapshotSuite suite)
    {
        var store = suite.Service<EvidenceStore>();
        var lines = new List<string>();
        await foreach (var name in store.NamesAsync("snapshots/", default))
            await foreach (var line in store.ReadAsync(name, default))
                lines.Add($"{name} {line}");
        return string.Join('\n', lines);
    }

    private static async Task<string> ReportOfAsync(SnapshotSuite suite)
    {
        var reports = suite.Service<AzureClients>().Blobs.GetBlobContainerClient("reports");
        var text = "";
        await foreach (var blob in reports.GetBlobsAsync())
            text += (await reports.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
        return text;
    }

    private static BlobContainerClient State(SnapshotSuite suite) => suite.Service<AzureClients>().Blobs.GetBlobContainerClient("state");
}
