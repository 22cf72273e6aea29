using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>Many chains are closed on one day, by several instances of the app.</summary>
public sealed class DailyManifestTests
{
    private const int Chains = 150;

    private static readonly FleetOptions Fleet = new() { Machines = 1 };

    [Fact]
    public async Task Each_chain_is_recorded_once_by_whichever_instance_and_the_manifest_is_whole()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        using DailyManifest one = new(store, suite.Azure.Time), other = new(store, suite.Azure.Time);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * Chains), async (number, ct) =>
            await (number < Chains
                ? one
                : other).RecordAsync(NameOf(number % Chains), HeadOf(number % Chains), suite.Azure.Time.GetUtcNow(), ct));

        var lines = await store.ReadAsync(EvidenceNames.OfDay(suite.Azure.Time.GetUtcNow()), default).ToListAsync();
        var check = new ChainCheck(EvidenceNames.OfDay(suite.Azure.Time.GetUtcNow()));
        Assert.All(lines, line => Assert.NotNull(check.Add(line)));
        Assert.Equal(
            Enumerable.Range(0, Chains).Select(NameOf).Order(StringComparer.Ordinal),
            lines.Skip(1).Select(line => AuditLine.Read(line).Entry.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_known_of_the_day_is_not_read_again()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        using DailyManifest manifest = new(suite.Services.GetRequiredService<EvidenceStore>(), suite.Azure.Time);
        for (var number = 0; number < 2; number++)
            await manifest.RecordAsync(NameOf(number), HeadOf(number), suite.Azure.Time.GetUtcNow(), default);
        var before = suite.Azure.Calls.Total;

        await manifest.RecordAsync(NameOf(2), HeadOf(2), suite.Azure.Time.GetUtcNow(), default);
        await manifest.RecordAsync(NameOf(2), HeadOf(2), suite.Azure.Time.GetUtcNow(), default);

        // An append, and the bytes that it made.
        Assert.Equal(2, suite.Azure.Calls.Total - before);
    }

    [Fact]
    public async Task A_manifest_that_was_deleted_where_it_could_be_is_begun_anew()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        using DailyManifest manifest = new(suite.Services.GetRequiredService<EvidenceStore>(), suite.Azure.Time);
        var day = EvidenceNames.OfDay(suite.Azure.Time.GetUtcNow());
        await manifest.RecordAsync(NameOf(0), HeadOf(0), suite.Azure.Time.GetUtcNow(), default);
        await suite.Services.GetRequiredService<OpsFunctions.Orchestrations.Arm.AzureClients>().Blobs
            .GetBlobContainerClient(EvidenceStore.Container).GetBlobClient(day).DeleteIfExistsAsync();

        await manifest.RecordAsync(NameOf(1), HeadOf(1), suite.Azure.Time.GetUtcNow(), default);

        var lines = await suite.Services.GetRequiredService<EvidenceStore>().ReadAsync(day, default).ToListAsync();
        Assert.Equal([DailyManifest.DayStart, DailyManifest.RunClosed], lines.Select(line => AuditLine.Read(line).Entry.Action));
    }

    private static string NameOf(int number) => FormattableString.Invariant($"tests/2026/06/tests-{number:D4}.jsonl");

    private static ChainHead HeadOf(int number) => new(number + 1, $"{number:x64}");
}
