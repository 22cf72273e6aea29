namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>What a message of the queue holds.</summary>
internal enum AlertMessageKind
{
    /// <summary>The body as it was sent.</summary>
    Body,

    /// <summary>The name of a document that holds the body.</summary>
    Stored,

    /// <summary>A notice of ours about a machine's health.</summary>
    Health,
}

/// <summary>
/// A message of the queue: a line that says what it is, and below it the text. Whatever is sent over HTTP gets that line from the app, so
/// nobody outside can send a notice of ours or name a document.
/// </summary>
internal sealed record AlertMessage(AlertMessageKind Kind, string Text)
{
    private const string Mark = "ops-alerts ";

    /// <summary>A text without the line is a body.</summary>
    public static AlertMessage Read(string message)
    {
        foreach (var kind in Enum.GetValues<AlertMessageKind>())
            if (message.StartsWith(LineOf(kind), StringComparison.Ordinal))
                return new(kind, message[LineOf(kind).Length..]);
        return new(AlertMessageKind.Body, message);
    }

    public override string ToString() => LineOf(Kind) + Text;

    private static string LineOf(AlertMessageKind kind) => $"{Mark}{kind}\n";
}
