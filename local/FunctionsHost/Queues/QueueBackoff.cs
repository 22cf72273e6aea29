namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// How long to wait after a look that found nothing: 100 ms, then 200, 300, 500, 900 and so on up to the longest, each varied by up to a
/// fifth of what it adds, as officially.
/// </summary>
internal sealed class QueueBackoff(string function, TimeSpan longest)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    // By name: two functions do not look in step, and a rehearsal repeats itself.
    private readonly Random _random = new(function.Aggregate(17, (seed, letter) => unchecked((seed * 31) + letter)));
    private TimeSpan _current = Shortest;
    private int _doublings = -1;

    /// <param name="foundMessages">There was a message since the last wait.</param>
    public TimeSpan Next(bool foundMessages)
    {
        if (foundMessages || _doublings < 0)
        {
            _current = Shortest;
            _doublings = 0;
            return _current;
        }

        if (_current < longest)
        {
            var vary = 0.8 + (0.4 * _random.NextDouble());
            var wait = Shortest + (Shortest * (vary * Math.Pow(2, _doublings++)));
            _current = wait < longest ? wait : longest;
        }

        return _current;
    }
}
