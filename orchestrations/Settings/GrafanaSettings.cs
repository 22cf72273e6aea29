namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Alerts that Grafana signs in its own form: section <c>Ops:Grafana</c>. No signer: its signatures are not taken.</summary>
public sealed record GrafanaSettings
{
    private const int LongestHeader = 100;

    /// <summary>The signer of <c>Ops:Signers</c> whose secret Grafana signs with. Default: none.</summary>
    public string? Signer { get; init; }

    /// <summary>
    /// The header in which Grafana sends the moment of signing, as its contact point says it; one that sends none is refused. Default:
    /// X-Grafana-Alerting-Timestamp.
    /// </summary>
    public string TimestampHeader { get; init; } = "X-Grafana-Alerting-Timestamp";

    internal IEnumerable<string> Problems(IEnumerable<string> signers)
    {
        if (!string.IsNullOrEmpty(Signer) && !signers.Contains(Signer, StringComparer.OrdinalIgnoreCase))
            yield return $"Grafana:Signer is '{Words.Shown(Signer)}'; it must be one of Signers, which holds its secret";
        var isName = TimestampHeader.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        if (!isName || TimestampHeader.Length is 0 or > LongestHeader)
            yield return $"Grafana:TimestampHeader is '{Words.Shown(TimestampHeader)}'; "
                + $"a header's name is 1 to {LongestHeader} letters, digits and hyphens";
    }
}
