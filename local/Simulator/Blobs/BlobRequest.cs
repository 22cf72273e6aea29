namespace OpsFunctions.Simulator.Blobs;

/// <summary>What of a request to a blob host is understood, by operation: options of the query, and headers that change what is
/// meant.</summary>
internal static class BlobRequest
{
    private static readonly string[] Conditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

    private static readonly string[] Content =
        ["x-ms-meta-*", "x-ms-blob-content-type", "x-ms-blob-content-encoding", "x-ms-blob-cache-control", "x-ms-blob-content-md5",
            .. Conditions];

    /// <summary>Beside a time-out, which nothing here ever reaches.</summary>
    public static IReadOnlyList<string> Options(string operation) => operation switch
    {
        "Service_ListContainers" => ["comp", "timeout", "prefix", "marker", "maxresults"],
        "Container_ListBlobs" => ["comp", "restype", "timeout", "prefix", "delimiter", "marker", "maxresults", "include=metadata"],
        "Container_Create" or "Container_Delete" or "Container_GetProperties" => ["restype", "timeout"],
        "BlockBlob_StageBlock" => ["comp", "timeout", "blockid"],
        "AppendBlob_AppendBlock" or "BlockBlob_CommitBlockList" or "Blob_SetMetadata" => ["comp", "timeout"],
        _ => ["timeout"],
    };

    public static IReadOnlyList<string> Headers(string operation) => operation switch
    {
        "BlockBlob_Upload" or "AppendBlob_Create" or "BlockBlob_CommitBlockList" => ["x-ms-blob-type", .. Content],
        "AppendBlob_AppendBlock" => ["x-ms-blob-condition-appendpos", "x-ms-blob-condition-maxsize", .. Conditions],
        "Blob_SetMetadata" => ["x-ms-meta-*", .. Conditions],
        "Blob_Download" => ["Range", "x-ms-range", .. Conditions],
        "Blob_GetProperties" => Conditions,
        // There are no snapshots of blobs here, so there is nothing to spare or to take along.
        "Blob_Delete" => ["x-ms-delete-snapshots", .. Conditions],
        _ => [],
    };
}
