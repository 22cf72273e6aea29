using System.Globalization;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Queues;

/// <summary>Numbers in a request's address, each within its range. The first that is wrong refuses the request.</summary>
internal sealed class QueueQuery(Exchange exchange)
{
    private static readonly int Week = (int)QueueStore.Longest.TotalSeconds;

    public QueueRefusal? Refusal { get; private set; }

    public int Messages() => Number("numofmessages", 1, 1, 32);

    /// <summary>Seconds for which a message that is got cannot be seen.</summary>
    public TimeSpan HiddenWhenGot() => TimeSpan.FromSeconds(Number("visibilitytimeout", 30, 1, Week));

    public TimeSpan HiddenWhenPut() => TimeSpan.FromSeconds(Number("visibilitytimeout", 0, 0, Week));

    public TimeSpan HiddenWhenUpdated()
    {
        if (exchange.Query("visibilitytimeout") is null)
            Refusal ??= QueueRefusal.Missing;
        return HiddenWhenPut();
    }

    /// <summary>How long a message is kept; -1 second: for ever.</summary>
    public TimeSpan Life()
    {
        var seconds = Number("messagettl", Week, -1, int.MaxValue);
        if (seconds == 0)
            Refusal ??= QueueRefusal.Range;
        return seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
    }

    public string Receipt()
    {
        var receipt = exchange.Query("popreceipt");
        if (receipt is null)
            Refusal ??= QueueRefusal.Missing;
        return receipt ?? "";
    }

    public int Results(int most) => Number("maxresults", most, 1, most);

    private int Number(string name, int standard, int from, int to)
    {
        if (exchange.Query(name) is not { } text)
            return standard;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Refusal ??= QueueRefusal.Value;
            return standard;
        }
        if (number >= from && number <= to)
            return (int)number;
        Refusal ??= QueueRefusal.Range;
        return standard;
    }
}
