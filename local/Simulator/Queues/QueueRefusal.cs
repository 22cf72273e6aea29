namespace OpsFunctions.Simulator.Queues;

/// <summary>Why an operation on a queue was refused, in Azure's words.</summary>
internal sealed record QueueRefusal(int Status, string Code, string Message)
{
    public static readonly QueueRefusal NoQueue = new(404, "QueueNotFound", "The specified queue does not exist.");
    public static readonly QueueRefusal NoMessage = new(404, "MessageNotFound", "The specified message does not exist.");
    public static readonly QueueRefusal Exists = new(409, "QueueAlreadyExists", "The specified queue already exists.");
    public static readonly QueueRefusal BeingDeleted = new(409, "QueueBeingDeleted", "The specified queue is being deleted.");
    public static readonly QueueRefusal WrongReceipt = new(
        400, "PopReceiptMismatch", "The specified pop receipt did not match the pop receipt for a dequeued message.");
    public static readonly QueueRefusal TooLarge = new(
        413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");
    public static readonly QueueRefusal NoXml = new(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
    public static readonly QueueRefusal NameLength = new(400, "OutOfRangeInput", "One of the request inputs is out of range.");
    public static readonly QueueRefusal Name = new(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
    public static readonly QueueRefusal Metadata = new(
        400, "InvalidMetadata", "The metadata specified is invalid. It has characters that are not permitted.");
    public static readonly QueueRefusal Range = new(
        400, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.");
    public static readonly QueueRefusal Value = new(
        400, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid.");
    public static readonly QueueRefusal Missing = new(
        400, "MissingRequiredQueryParameter", "A query parameter that's mandatory for this request is not specified.");
}

/// <summary>What came of an operation on a message: the message as it is afterwards, or why it was refused.</summary>
internal readonly record struct MessageOutcome(StoredMessage? Message, QueueRefusal? Refusal)
{
    public static implicit operator MessageOutcome(QueueRefusal refusal) => new(null, refusal);

    public static implicit operator MessageOutcome(StoredMessage message) => new(message, null);
}
