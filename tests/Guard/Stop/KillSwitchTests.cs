using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Guard.Stop;

public sealed class KillSwitchTests : IAsyncLifetime
{
    private const string Blob = "guard/kill-switch.json.gz";
    private SuiteHost _suite = null!;

    private KillSwitch Switch => _suite.Services.GetRequiredService<KillSwitch>();

    private StateStore Store => _suite.Services.GetRequiredService<StateStore>();

    public async ValueTask InitializeAsync() => _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task Without_a_document_it_is_off() => Assert.Equal(KillSwitchLevel.Off, (await Switch.ReadAsync(default)).Level);

    [Theory]
    [InlineData(429, FaultKind.Respond)]
    [InlineData(403, FaultKind.Respond)]
    [InlineData(500, FaultKind.Respond)]
    [InlineData(0, FaultKind.AbortConnection)]
    [InlineData(0, FaultKind.TruncateBody)]
    public async Task What_storage_does_not_give_counts_as_soft(int status, FaultKind kind)
    {
        await Switch.ThrowAsync(KillSwitchLevel.Hard, "ann", "x", default);
        await Switch.LiftAsync("ann", "y", default);
        _suite.Azure.Faults.Add(new FaultRule { Target = Blob, Kind = kind, Status = status, KeepBytes = 10 });

        var state = await Switch.ReadAsync(default);

        Assert.Equal(KillSwitchLevel.Soft, state.Level);
        Assert.Contains("could not be read and counts as on", state.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("off")]
    [InlineData("\"{}\"")]
    [InlineData("\"null\"")]
    [InlineData("\"{ \\\"level\\\": \\\"sometimes\\\" }\"")]
    [InlineData("\"{ \\\"level\\\": 0 }\"")]
    [InlineData("\"{ \\\"level\\\": \\\"off\\\" }\"")]
    public async Task A_broken_document_counts_as_soft_and_can_be_thrown_and_lifted(string content)
    {
        await BreakAsync(content);
        Assert.Equal(KillSwitchLevel.Soft, (await Switch.ReadAsync(default)).Level);

        Assert.Equal(KillSwitchLevel.Off, (await Switch.LiftAsync("ann", "mended", default)).Level);
        Assert.Equal("mended", (await Switch.ReadAsync(default)).Reason);

        await BreakAsync(content);
        await Switch.ThrowAsync(KillSwitchLevel.Hard, "bob", "still", default);
        Assert.Equal(KillSwitchLevel.Hard, (await Switch.ReadAsync(default)).Level);
    }

    [Fact]
    public async Task Only_the_callers_own_cancellation_is_thrown()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Switch.ReadAsync(cancelled.Token));
    }

    // Between what the lifter read and what it writes, somebody throws it: the write is refused, and hard stays.
    [Fact]
    public async Task Lifting_does_not_take_back_what_was_thrown_in_the_meantime()
    {
        await Switch.ThrowAsync(KillSwitchLevel.Soft, "ann", "first", default);
        _suite.Azure.Faults.Add(new FaultRule { Target = Blob, Operation = "BlockBlob_Upload", Status = 412, Code = "ConditionNotMet" });

        Assert.Equal(KillSwitchLevel.Soft, (await Switch.LiftAsync("bob", "over", default)).Level);
    }

    [Fact]
    public async Task Throwing_it_wins_over_others_who_keep_writing()
    {
        await Switch.ThrowAsync(KillSwitchLevel.Soft, "ann", "first", default);
        for (var write = 1; write <= 5; write++)
            _suite.Azure.Faults.Add(new FaultRule
            {
                Target = Blob, Operation = "BlockBlob_Upload", Nth = write, Status = 412, Code = "ConditionNotMet"
            });

        Assert.Equal(KillSwitchLevel.Hard, (await Switch.ThrowAsync(KillSwitchLevel.Hard, "bob", "now", default)).Level);
        Assert.Equal(KillSwitchLevel.Hard, (await Switch.ReadAsync(default)).Level);
    }

    [Fact]
    public async Task Off_is_nothing_to_be_thrown() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Switch.ThrowAsync(KillSwitchLevel.Off, "ann", "x", default));

    [Fact]
    public async Task What_is_stranded_is_listed_once_whatever_the_case_of_its_id_and_no_more_when_it_is_removed()
    {
        var list = _suite.Services.GetRequiredService<StrandedList>();
        Assert.Empty(await list.ListAsync(default));
        await list.RemoveAsync("/vm/never", default);
        await list.AddAsync(new("/vm/A", "deallocated", "start", DateTimeOffset.UnixEpoch), default);
        await list.AddAsync(new("/vm/a", "deallocated, resized", "start", DateTimeOffset.UnixEpoch), default);
        await list.AddAsync(new("/vm/B", "deallocated", "start", DateTimeOffset.UnixEpoch), default);

        Assert.Equal(["deallocated, resized", "deallocated"], (await list.ListAsync(default)).Select(one => one.State));
        await list.RemoveAsync("/VM/A", default);
        Assert.Equal("/vm/B", Assert.Single(await list.ListAsync(default)).Id);
    }

    [Fact]
    public async Task A_stranded_resource_whose_document_is_broken_is_still_listed()
    {
        var container = await ContainerAsync();
        await container.GetBlobClient("guard/stranded/abc.json.gz").UploadAsync(BinaryData.FromString("{"), overwrite: true);

        Assert.Equal(
            "state/guard/stranded/abc.json.gz",
            Assert.Single(await _suite.Services.GetRequiredService<StrandedList>().ListAsync(default)).Id);
    }

    // In quotes: packed as documents are; else as it stands there.
    private async Task BreakAsync(string content)
    {
        var container = await ContainerAsync();
        if (content.StartsWith('"'))
            await Store.WriteAsync(
                KillSwitch.Document,
                System.Text.Json.JsonDocument.Parse(System.Text.Json.JsonSerializer.Deserialize<string>(content)!).RootElement, default);
        else
            await container.GetBlobClient(Blob).UploadAsync(BinaryData.FromString(content), overwrite: true);
    }

    private async Task<Azure.Storage.Blobs.BlobContainerClient> ContainerAsync()
    {
        var container = _suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync();
        return container;
    }
}
