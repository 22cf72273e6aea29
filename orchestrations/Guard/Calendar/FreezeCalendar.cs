using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>Freezes and holidays as people wrote them down.</summary>
/// <param name="Problem">Why they could not be read; null: they were. Then all is frozen.</param>
public sealed record FreezeList(IReadOnlyList<Freeze> Freezes, IReadOnlyList<DateOnly> Holidays, string? Problem)
{
    /// <summary>As <see cref="FreezePolicy.At"/>; always frozen where the calendar could not be read.</summary>
    public FreezeVerdict At(string timeZone, string? environment, DateTimeOffset now) =>
        Problem is null ? FreezePolicy.At(Freezes, timeZone, environment, now) : new(true, null, $"frozen: {Problem}");
}

/// <summary>
/// Reads the calendar, a plain JSON blob that people keep by hand: <c>guard/freezes.json</c> in the container <c>state</c>.
/// </summary>
public sealed class FreezeCalendar(AzureClients clients)
{
    /// <summary>The blob in <c>state</c>.</summary>
    public const string Blob = "guard/freezes.json";

    // A misspelt name is an error: a freeze that is not seen would let changes through.
    private static readonly JsonSerializerOptions Json = new(StrictJson.Options)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly BlobContainerClient _state = clients.Blobs.GetBlobContainerClient("state");

    /// <summary>
    /// The calendar; empty where there is no blob. Unreadable in whatever way: <see cref="FreezeList.Problem"/> says what to do.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task<FreezeList> ReadAsync(CancellationToken ct)
    {
        try
        {
            return Read((await _state.GetBlobClient(Blob).DownloadContentAsync(ct)).Value.Content);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new([], [], null);
        }
#pragma warning disable CA1031 // Whatever went wrong: a freeze that cannot be read might hold.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Unread(e);
        }
    }

    /// <summary>What the blob holds; unreadable in whatever way: <see cref="FreezeList.Problem"/> says what to do.</summary>
    public static FreezeList Read(BinaryData content)
    {
        try
        {
            return Of(content.ToObjectFromJson<CalendarFile>(Json) ?? throw new JsonException("it holds nothing"));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return Unread(e);
        }
    }

    private static FreezeList Unread(Exception e) => new(
        [], [],
        $"the calendar state/{Blob} cannot be read, so nothing is changed ({Words.OneLine(e.Message)}); correct the blob, or delete it where there is no freeze");

    private static FreezeList Of(CalendarFile file)
    {
        var freezes = (file.Freezes
            ?? []).Select(one => new Freeze(one.Name, Local(one, one.From), Local(one, one.To), one.TimeZone, one.Environments ?? []))
                .ToList();
        foreach (var freeze in freezes)
        {
            if (freeze.To <= freeze.From)
                throw new FormatException($"the freeze {freeze.Name} ends before it begins");
            if (!string.IsNullOrWhiteSpace(freeze.TimeZone) && WallClock.Find(freeze.TimeZone) is null)
                throw new FormatException(
                    $"the freeze {freeze.Name} has the time zone '{freeze.TimeZone}', which is no IANA name such as Europe/Amsterdam");
        }
        return new(freezes, [.. (file.Holidays ?? []).Order()], null);
    }

    private static DateTime Local(FreezeEntry entry, DateTime moment) => moment.Kind == DateTimeKind.Unspecified
        ? moment
        : throw new FormatException(
            $"the freeze {entry.Name} has a moment with an offset; write local time, 2026-12-20T18:00, and the zone as timeZone");

    private sealed record CalendarFile(
        [property: MayBeMissing] IReadOnlyList<FreezeEntry>? Freezes, [property: MayBeMissing] IReadOnlyList<DateOnly>? Holidays);

    private sealed record FreezeEntry(
        string Name, DateTime From, DateTime To,
        [property: MayBeMissing] string? TimeZone, [property: MayBeMissing] IReadOnlyList<string>? Environments);
}
