using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>What is done about evidence beside writing it: section <c>Evidence</c>.</summary>
public sealed record EvidenceOptions : IValidatableObject
{
    public const string Section = "Evidence";

    /// <summary>
    /// Address of a time-stamp service (RFC 3161) that each day's head is sent to, https; only the hash leaves. Default: empty, none.
    /// </summary>
    public string? TimeStampService { get; init; }

    /// <summary>Days that what people wrote (reasons, comments) is kept beside the evidence, which has its hash. Default: 400.</summary>
    [Range(30, 3650)]
    public int KeepWordsDays { get; init; } = 400;

    /// <summary>Days that reports are kept: 30 to 3650, or 0 for ever. Default: 0, since their hashes prove the evidence.</summary>
    [Range(0, 3650)]
    public int KeepReportsDays { get; init; }

    /// <summary>The service; null: none.</summary>
    internal Uri? Service => string.IsNullOrEmpty(TimeStampService) ? null : new Uri(TimeStampService);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(TimeStampService)
            && !(Uri.TryCreate(TimeStampService, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
            yield return new($"{nameof(TimeStampService)} is '{Words.Shown(TimeStampService)}'; it must be an https address");
        if (KeepReportsDays is > 0 and < 30)
            yield return new($"{nameof(KeepReportsDays)} is {KeepReportsDays}; it must be 0, for ever, or from 30 to 3650");
    }
}
