using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>What somebody wrote; a document of the state.</summary>
[StateDocument(
    "evidence/words/*",
    Loss = "what a person wrote is known by its hash alone",
    Damage = "what a person wrote is known by its hash alone",
    Mend = "nothing is needed; it goes when its days are over",
    HoldsWords = true)]
public sealed record SaidText(string Text) : ICheckedDocument
{
    public string? ProblemAs(string name) => name == SaidWords.NameOf(Text) ? null : "it is another text";
}

/// <summary>
/// Keeps what people write out of what cannot be deleted. Evidence has the hash of a reason or comment; the text lies in the state, and is
/// deleted when its days are over. Whoever has the text can still show that it is the one.
/// </summary>
public sealed partial class SaidWords(StateStore state)
{
    /// <summary>Where the texts lie, each under its hash.</summary>
    public const string Folder = "evidence/words/";

    /// <summary>Texts that one call deletes at most: some minutes' work.</summary>
    internal const int MostForgotten = 5000;

    private const string Mark = "words sha256:";

    // What a person's act has in free text, in its reason and in what was before and after it.
    private static readonly string[] Free = ["reason", "comment"];

    /// <summary>What evidence has in a text's place; nothing for nothing.</summary>
    public static string MarkOf(string text) => text.Length == 0 ? "" : Mark + Ids.Key(text);

    public static string NameOf(string text) => Folder + Ids.Key(text);

    /// <summary>The entry without what was written, which is kept first.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<AuditEntry> KeepAsync(AuditEntry entry, CancellationToken ct)
    {
        var written = new[] { entry.Reason }.Concat(entry.Before.Concat(entry.After).Where(IsFree).Select(one => one.Value));
        foreach (var text in written.Where(one => one.Length > 0).Distinct(StringComparer.Ordinal))
            await state.WriteAsync(NameOf(text), new SaidText(text), ct);
        return entry with { Reason = MarkOf(entry.Reason), Before = Marked(entry.Before), After = Marked(entry.After) };
    }

    /// <summary>Deletes documents with what people wrote that were written before a moment; gives back how many.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken ct)
    {
        var forgotten = 0;
        foreach (var (document, _) in StateDocumentAttribute.All.Where(one => one.Document.HoldsWords))
            forgotten += await state.ForgetAsync(document.Folder, before, MostForgotten - forgotten, ct);
        return forgotten;
    }

    /// <summary>
    /// The entry without mail addresses and sign-in names: Azure's messages, names of resources and whatever else comes from outside may
    /// hold one.
    /// </summary>
    internal static AuditEntry WithoutMail(AuditEntry entry) => entry with
    {
        Actor = WithoutMail(entry.Actor),
        Target = WithoutMail(entry.Target),
        Decision = WithoutMail(entry.Decision),
        Reason = WithoutMail(entry.Reason),
        Before = WithoutMail(entry.Before),
        After = WithoutMail(entry.After),
    };

    private static string WithoutMail(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? Mail().Replace(text, "(mail address)") : text;

    private static SortedDictionary<string, string> WithoutMail(IReadOnlyDictionary<string, string> texts) =>
        new(texts.ToDictionary(one => one.Key, one => WithoutMail(one.Value), StringComparer.Ordinal), StringComparer.Ordinal);

    private static SortedDictionary<string, string> Marked(IReadOnlyDictionary<string, string> texts) =>
        new(texts.ToDictionary(one => one.Key, MarkedValue, StringComparer.Ordinal), StringComparer.Ordinal);

    private static string MarkedValue(KeyValuePair<string, string> one) => IsFree(one) ? MarkOf(one.Value) : one.Value;

    private static bool IsFree(KeyValuePair<string, string> one) => Free.Contains(one.Key, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"[\p{L}\p{N}._%+#-][\p{L}\p{N}._%+#'-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mail();
}
