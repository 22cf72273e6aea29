using System.Globalization;
using Azure.Storage.Queues;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary><c>extensions.queues</c> of host.json, with the official defaults.</summary>
internal sealed record QueueOptions
{
    // What Azure's queues take: a message is hidden for a week at most.
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>What the text of a message is on the wire: base64, or itself.</summary>
    public QueueMessageEncoding MessageEncoding { get; init; } = QueueMessageEncoding.Base64;

    /// <summary>Messages taken at once, 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// More are taken once no more than so many are being handled, 0 or more. Default: null, half a batch for each processor.
    /// </summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>Attempts before a message goes to the poison queue, 1 or more.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a message stays hidden after a failure, 0 to 7 days.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Longest wait between two looks at an empty queue, 100 ms or more.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <param name="text">A property's text; null where the file does not have it.</param>
    /// <exception cref="FormatException">A value is out of range; the message names the property.</exception>
    public static QueueOptions Read(Func<string, string?> text)
    {
        var standard = new QueueOptions();
        return new QueueOptions
        {
            MessageEncoding = Encoding(text("messageEncoding")),
            BatchSize = Number("batchSize", text, 1, 32) ?? standard.BatchSize,
            NewBatchThreshold = Number("newBatchThreshold", text, 0, int.MaxValue),
            MaxDequeueCount = Number("maxDequeueCount", text, 1, int.MaxValue) ?? standard.MaxDequeueCount,
            VisibilityTimeout = Duration("visibilityTimeout", text, TimeSpan.Zero, Week) ?? standard.VisibilityTimeout,
            MaxPollingInterval = Duration("maxPollingInterval", text, QueueBackoff.Shortest, TimeSpan.MaxValue)
                ?? standard.MaxPollingInterval,
        };
    }

    private static QueueMessageEncoding Encoding(string? text) => text?.ToUpperInvariant() switch
    {
        null or "BASE64" => QueueMessageEncoding.Base64,
        "NONE" => QueueMessageEncoding.None,
        _ => throw new FormatException($"extensions.queues.messageEncoding '{text}' is neither 'base64' nor 'none'"),
    };

    private static int? Number(string name, Func<string, string?> text, int least, int most) => text(name) is not { } value ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"extensions.queues.{name} '{value}' is no whole number "
            + (most == int.MaxValue ? $"of {least} or more" : $"from {least} to {most}"));

    private static TimeSpan? Duration(string name, Func<string, string?> text, TimeSpan least, TimeSpan most) =>
        text(name) is not { } value ? null
        : TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) && span >= least && span <= most ? span
        : throw new FormatException($"extensions.queues.{name} '{value}' is no duration "
            + (most == TimeSpan.MaxValue ? $"of {least:c} or more" : $"from {least:c} to {most:c}"));
}
