using System.Globalization;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions.Http;

/// <summary>What became of a signature that is to be used.</summary>
internal enum SignatureUse
{
    First,
    Again,

    /// <summary>The signer has used its share of that minute: one more is not remembered, and so not taken.</summary>
    Full,
}

/// <summary>A right signature that is taken once.</summary>
/// <param name="Signer">Name of the signer.</param>
/// <param name="Moment">When it was signed, as the signer says.</param>
internal sealed record OnceSignature(string Signer, byte[] Signature, DateTimeOffset Moment);

/// <summary>
/// Signatures that were used, in the suite's own storage, so that all instances of the app know them: a document a signer and a minute of
/// signing, replaced only in the version that was read. Its name has the minute at which it is void.
/// </summary>
internal sealed class UsedSignatures(StateStore state, TimeProvider time)
{
    /// <summary>Where the documents are.</summary>
    public const string Folder = "http/signatures/";

    /// <summary>Signatures of one signer and one minute that are remembered, and so taken: 300.</summary>
    public const int Share = 300;

    // As the clocks of two instances may differ: what is forgotten early could be used again.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private const string MinuteFormat = "yyyyMMdd-HHmm";

    /// <exception cref="Azure.RequestFailedException">Storage does not answer: whether it was used is not known.</exception>
    /// <exception cref="IOException">Others kept writing the same document.</exception>
    public async Task<SignatureUse> UseAsync(OnceSignature signature, CancellationToken ct)
    {
        var key = Ids.Long("", Convert.ToHexStringLower(signature.Signature));
        var none = new UsedInMinute([]);
        var (use, isNew) = (SignatureUse.First, false);
        await state.ChangeAsync(NameOf(signature), none, known =>
        {
            isNew = ReferenceEquals(known, none);
            use = known.Signatures.Contains(key, StringComparer.Ordinal) ? SignatureUse.Again
                : known.Signatures.Count >= Share ? SignatureUse.Full
                : SignatureUse.First;
            return use == SignatureUse.First ? new([.. known.Signatures, key]) : known;
        }, ct);
        if (isNew)
            await ForgetAsync(FolderOf(signature.Signer), ct);
        return use;
    }

    // With the first of a minute, so that no signer leaves more than an hour's.
    private async Task ForgetAsync(string folder, CancellationToken ct)
    {
        await Outcome.OfAsync("used signatures", async () =>
        {
            var now = time.GetUtcNow();
            await foreach (var document in state.ListAsync(folder, ct))
                if (EndIn(document.Name[folder.Length..]) is { } end && end + Kept < now)
                    await state.DeleteAsync(document.Name, ct);
            return true;
        }, ct);
    }

    private static string NameOf(OnceSignature signature)
    {
        // Void with the first minute in which nothing signed in its own is taken any more.
        var end = signature.Moment.UtcDateTime + Signatures.Tolerance + TimeSpan.FromMinutes(1);
        return FolderOf(signature.Signer) + end.ToString(MinuteFormat, CultureInfo.InvariantCulture);
    }

    private static string FolderOf(string signer) => $"{Folder}{signer.ToLowerInvariant()}/";

    private static DateTimeOffset? EndIn(string name) => DateTimeOffset.TryParseExact(
        name, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null;
}
