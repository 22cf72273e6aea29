using System.Globalization;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// Leaves what people decide as evidence: a closed chain of its own a decision, named in the day's manifest. What they wrote is in it
/// by its hash alone.
/// </summary>
public sealed class GuardEvidence(EvidenceStore evidence, DailyManifest manifest, SaidWords words)
{
    /// <summary>First part of the chains' names.</summary>
    public const string Capability = "guard";

    /// <summary>Records a decision, once: the same one recorded again finds its chain.</summary>
    /// <param name="subject">What it is about: lower-case letters and hyphens, at most 40.</param>
    /// <returns>The id to ask for: <c>GET reports/{id}/evidence</c>.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<string> RecordAsync(string subject, AuditEntry entry, CancellationToken ct)
    {
        entry = await words.KeepAsync(entry, ct);
        var id = IdOf(subject, entry);
        var chain = EvidenceNames.OfRun(Capability, id, entry.At);
        AuditEntry[] entries =
        [
            new(entry.At, Capability, AuditEntry.RunStart, id, "", entry.Action),
            entry,
            new(entry.At, Capability, AuditEntry.RunEnd, id, entry.Decision, entry.Action),
        ];
        var head = await evidence.AppendAsync(chain, entries.ToAsyncEnumerable, ct);
        await manifest.RecordAsync(chain, head, entry.At, ct);
        return id;
    }

    private static string IdOf(string subject, AuditEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"{subject}-{entry.At.UtcDateTime:yyyyMMdd-HHmmss}-{AuditLine.Link(entry, 1, subject).Hash[..12]}");
}
