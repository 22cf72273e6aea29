using System.Text;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>
/// What other backends of Durable take, the Durable Task Scheduler for one: ids of instances of at most 100 printable ASCII characters,
/// inputs, outputs and events of at most 1 MB.
/// </summary>
internal static class PortableBatch
{
    public const int LongestId = 100;

    /// <summary>Bytes.</summary>
    public const int LargestPayload = 1 << 20;

    /// <summary>What another backend would refuse of the batch; null: nothing.</summary>
    public static string? Problem(StoreBatch batch)
    {
        foreach (var record in batch.Records)
        {
            if (record.Id.Length > LongestId || record.Id.Any(static letter => letter is < ' ' or > '~'))
            {
                return $"the id of instance '{record.Id}' is not one of at most {LongestId} printable ASCII characters";
            }

            if (new[] { record.Input, record.Output, record.CustomStatus }.Any(static text => SizeOf(text) > LargestPayload))
            {
                return $"instance '{record.Id}' has an input, output or status of more than {LargestPayload} bytes";
            }
        }

        var events = batch.Appends.SelectMany(static one => one.Events.Select(happened => (one.InstanceId, Event: happened)))
            .Concat(batch.NewMessages.Select(static one => (one.InstanceId, one.Event)));
        return events.Where(static one => one.Event.CalculateSize() > LargestPayload)
            .Select(static one => $"instance '{one.InstanceId}' has an event of more than {LargestPayload} bytes").FirstOrDefault();
    }

    // A letter has three bytes at most.
    private static int SizeOf(string? text) => text is null or { Length: <= LargestPayload / 3 } ? 0 : Encoding.UTF8.GetByteCount(text);
}
