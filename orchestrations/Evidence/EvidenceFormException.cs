namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>A file of evidence, or a line of it, is not as the app writes them; the message says how.</summary>
public sealed class EvidenceFormException(string message, Exception? inner = null) : FormatException(message, inner);
