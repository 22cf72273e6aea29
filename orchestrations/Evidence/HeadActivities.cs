using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>The head of a day that is over.</summary>
/// <param name="Manifest">Name of the day's manifest; empty where there is none yet.</param>
/// <param name="Problem">Why it is not whole; null: it is.</param>
public sealed record ManifestHead(string Manifest, long Records, string Hash, string? Problem);

/// <summary>Reads the day's head, has it stamped, and forgets what people wrote when its days are over.</summary>
public sealed class HeadActivities(
    EvidenceStore evidence, TimeStampService service, SaidWords words, RunStore reports, EvidenceOptions options)
{
    /// <summary>The newest manifest of a day before this moment's.</summary>
    [Function(nameof(ReadHead))]
    public Task<Outcome<ManifestHead>> ReadHead([ActivityTrigger] DateTimeOffset now, CancellationToken ct) =>
        Outcome.OfAsync("evidence", () => NewestAsync(EvidenceNames.OfDay(now), ct), ct);

    /// <summary>Keeps a token beside the manifest, once; the value is its name, empty where the settings name no service.</summary>
    [Function(nameof(StampHead))]
    public async Task<Outcome<string>> StampHead([ActivityTrigger] ManifestHead head, CancellationToken ct)
    {
        if (!service.IsSet)
            return Outcome.Done("");
        var name = EvidenceNames.OfStamp(head.Manifest, head.Records);
        var token = await service.StampAsync(head.Hash, ct);
        if (token.Value is not { } stamp)
            return new(token.Kind, default, token.RetryAfterSeconds, token.Code, token.Reason);
        return await Outcome.OfAsync("evidence", () => evidence.KeepStampAsync(name, stamp, ct), ct);
    }

    /// <summary>Deletes what people wrote, and reports, once their days are over; gives back how many documents.</summary>
    [Function(nameof(ForgetWords))]
    public Task<Outcome<int>> ForgetWords([ActivityTrigger] DateTimeOffset now, CancellationToken ct) =>
        Outcome.OfAsync("words", async () =>
            await words.ForgetAsync(now.AddDays(-options.KeepWordsDays), ct)
            + (options.KeepReportsDays == 0 ? 0 : await reports.ForgetReportsAsync(now.AddDays(-options.KeepReportsDays), ct)), ct);

    private async Task<ManifestHead> NewestAsync(string today, CancellationToken ct)
    {
        var newest = "";
        await foreach (var name in evidence.NamesAsync(EvidenceNames.Manifests, ct))
            newest = string.CompareOrdinal(name, today) < 0 ? name : newest;
        if (newest.Length == 0)
            return new("", 0, "", null);
        var check = new ChainCheck(newest);
        await EvidenceCheck.ReadAsync(evidence, newest, check, _ => { }, ct);
        return new(newest, check.Head.Records, check.Head.Hash, check.Problem);
    }
}
