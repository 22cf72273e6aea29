namespace OpsFunctions.Simulator.Blobs;

/// <summary>What came of an operation: a status, and an error code where it failed.</summary>
internal sealed record BlobOutcome(int Status, StoredBlob? Blob = null, string? Code = null, string Message = "")
{
    public static readonly BlobOutcome NotFound = new(404, Code: "BlobNotFound", Message: "The specified blob does not exist.");
    public static readonly BlobOutcome NoContainer = new(
        404, Code: "ContainerNotFound", Message: "The specified container does not exist.");
    public static readonly BlobOutcome ConditionNotMet = new(
        412, Code: "ConditionNotMet", Message: "The condition specified using HTTP conditional header(s) is not met.");
    public static readonly BlobOutcome AlreadyExists = new(409, Code: "BlobAlreadyExists", Message: "The specified blob already exists.");
    public static readonly BlobOutcome WrongType = new(
        409, Code: "InvalidBlobType", Message: "The blob type is invalid for this operation.");
    public static readonly BlobOutcome PositionNotMet = new(
        412, Code: "AppendPositionConditionNotMet", Message: "The append position condition specified was not met.");
    public static readonly BlobOutcome TooLarge = new(
        412, Code: "MaxBlobSizeConditionNotMet", Message: "The max blob size condition specified was not met.");
    public static readonly BlobOutcome TooManyBlocks = new(
        409, Code: "BlockCountExceedsLimit", Message: "The committed block count cannot exceed the maximum limit of 50,000 blocks.");
    public static readonly BlobOutcome WrongMd5 = new(
        400, Code: "Md5Mismatch",
        Message: "The MD5 value specified in the request did not match with the MD5 value calculated by the server.");
    public static readonly BlobOutcome InvalidBlockList = new(
        400, Code: "InvalidBlockList", Message: "The specified block list is invalid.");
    public static readonly BlobOutcome InvalidBlock = new(
        400, Code: "InvalidBlobOrBlock", Message: "The specified blob or block content is invalid.");
    public static readonly BlobOutcome InvalidBlockId = new(
        400, Code: "InvalidBlockId", Message: "The specified block ID is invalid. The block ID must be Base64-encoded.");
    public static readonly BlobOutcome BlockListTooLong = new(
        400, Code: "BlockListTooLong", Message: "The block list may not contain more than 50,000 blocks.");
    public static readonly BlobOutcome ContainerExists =
        new(409, Code: "ContainerAlreadyExists", Message: "The specified container already exists.");
    public static readonly BlobOutcome ContainerBeingDeleted =
        new(409, Code: "ContainerBeingDeleted", Message: "The specified container is being deleted. Try operation later.");
    public static readonly BlobOutcome Immutable = new(
        409, Code: "BlobImmutableDueToPolicy", Message: "This operation is not permitted as the blob is immutable due to a policy.");
    public static readonly BlobOutcome NotModified = new(304);
}
