namespace OpsFunctions.Orchestrations;

/// <summary>
/// A document of the suite's own that is there and cannot be read; the message says which, what it does and how to mend it.
/// </summary>
public sealed class DamagedDocumentException(string message, Exception? cause = null) : FormatException(message, cause);
