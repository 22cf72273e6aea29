using Azure.Storage.Blobs;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// Damages documents of the state and mends them some hours later, as a person would: what does not mend itself is restored. Which of
/// them and how, the seed decides; kinds of documents that are rare come as often as the others.
/// </summary>
internal sealed class StateDamage(BlobContainerClient state, int seed)
{
    private const int AtOnce = 3;

    // As the manual says; all others mend themselves, or wait for their time.
    private const string NothingNeeded = "nothing is needed";

    // A policy that is lost cools off for a week. One that is lost again and again deletes nothing for ever, and Azure takes 500 points of
    // a machine: that is no damage any more.
    private const int LooksBetween = 32;

    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private int _looks;

    private readonly Random _random = new(seed);
    private readonly List<(string Blob, BinaryData Whole, BinaryData Damaged)> _open = [];
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);

    /// <summary>How many documents of each kind were damaged.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    public async Task MendAsync(CancellationToken ct)
    {
        foreach (var (name, whole, damaged) in _open)
        {
            var blob = state.GetBlobClient(name);
            if (await Patience.AskAsync(async () => await blob.ExistsAsync(ct))
                && (await Patience.AskAsync(async () => await blob.DownloadContentAsync(ct))).Value.Content.ToMemory()
                    .Span.SequenceEqual(damaged.ToMemory().Span))
                await Patience.AskAsync(() => blob.UploadAsync(whole, overwrite: true, ct));
        }
        _open.Clear();
    }

    public async Task DamageAsync(CancellationToken ct)
    {
        _looks++;
        var names = await Patience.AskAsync(async () => await state.GetBlobsAsync(cancellationToken: ct).Select(blob => blob.Name)
            .ToListAsync(ct));
        var ofKind = names.Where(name => name.EndsWith(StateCheck.Ending, StringComparison.Ordinal))
            .Select(name => (Name: name, Kind: StateDocumentAttribute.All
                .FirstOrDefault(one => one.Document.IsNameOf(name[..^StateCheck.Ending.Length])).Document))
            .Where(one => one.Kind is not null)
            .GroupBy(one => one.Kind, one => one.Name)
            .ToList();
        for (var number = 0; number < AtOnce && ofKind.Count > 0; number++)
        {
            var kind = ofKind[_random.Next(ofKind.Count)];
            ofKind.Remove(kind);
            await DamageAsync(kind.ElementAt(_random.Next(kind.Count())), kind.Key!, (DamageKind)_random.Next(Enum.GetValues<DamageKind>()
                .Length), ct);
        }
    }

    private async Task DamageAsync(string name, StateDocumentAttribute kind, DamageKind how, CancellationToken ct)
    {
        var blob = state.GetBlobClient(name);
        var whole = (await Patience.AskAsync(async () => await blob.DownloadContentAsync(ct))).Value.Content;
        // Some mend themselves only when a run writes them.
        if (_last.TryGetValue(name, out var last) && _looks - last < LooksBetween)
            return;
        if ((await StateCheck.OfAsync(name[..^StateCheck.Ending.Length], whole.ToStream(), ct)).Problem is not null)
            return;
        _last[name] = _looks;
        var key = $"{kind.Names} {how}";
        _done[key] = _done.GetValueOrDefault(key) + 1;
        if (DocumentDamage.Of(whole, how) is not { } damaged)
            await Patience.AskAsync(async () => await blob.DeleteIfExistsAsync(cancellationToken: ct));
        else
        {
            await Patience.AskAsync(async () => await blob.UploadAsync(damaged, overwrite: true, ct));
            if (kind.Mend != NothingNeeded)
                _open.Add((name, whole, damaged));
        }
    }
}
