using System.Collections.Concurrent;
using System.Text;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Faults;

/// <summary>
/// Faults by chance, which is a hash of seed, operation, target, body and how often that very call was made before:
/// the same in every run, in whatever order parallel calls arrive.
/// </summary>
internal sealed class ChanceFaults(FaultLevel level, ulong seed)
{
    private readonly ConcurrentDictionary<ulong, int> _made = new();

    /// <summary>Nothing fails any more.</summary>
    public bool IsCalm { get; set; }

    private double Share => level switch { FaultLevel.Low => 0.01, FaultLevel.High => 0.05, _ => 0 };

    public FaultRule? Draw(Exchange exchange, Operation operation)
    {
        if (level is FaultLevel.None || IsCalm)
            return null;
        var call = Noise.Mix(seed ^ Noise.Of($"{operation.Name} {exchange.Path}{exchange.Request.QueryString.Value}"))
            ^ Noise.Of(Encoding.Latin1.GetString(exchange.Body));
        var nth = _made.AddOrUpdate(call, 1, static (_, made) => made + 1);
        var draw = Noise.Mix(call, nth);
        if (Noise.Unit(draw) >= Share)
            return null;
        if (operation.IsLong)
            return OperationFaults.Of(operation, Noise.Mix(draw));
        var kinds = level is FaultLevel.High && !operation.Changes ? 6UL : 5UL;
        return (Noise.Mix(draw) % kinds) switch
        {
            0 => new FaultRule
            {
                Status = 429, Code = "TooManyRequests", Message = "The request is being throttled as the limit has been reached.",
                RetryAfter = TimeSpan.FromSeconds(5)
            },
            1 => new FaultRule { Status = 503, Code = "ServerBusy", Message = "The server is busy. Please retry your request." },
            2 => new FaultRule { Kind = FaultKind.AbortConnection },
            3 => new FaultRule { AfterEffect = true },
            5 => new FaultRule { Kind = FaultKind.TruncateBody },
            _ => new FaultRule(),
        };
    }

    /// <summary>At times one region's prices cannot be read, for six hours.</summary>
    public bool PricesAreDown(string region, DateTimeOffset now)
    {
        if (level is not FaultLevel.High)
            return false;
        var window = now.UtcTicks / (6 * TimeSpan.TicksPerHour);
        var down = Regions.All[(int)(Noise.Mix(seed ^ Noise.Of("prices"), window) % (ulong)Regions.All.Count)];
        return Noise.Unit(Noise.Mix(seed, window)) < 0.25 && string.Equals(down.Name, region, StringComparison.Ordinal);
    }

    /// <summary>How a machine's metrics are broken, for good; null: they are not.</summary>
    public BrokenMetrics? MetricsOf(Machine machine)
    {
        if (level is not FaultLevel.High)
            return null;
        var draw = Noise.Unit(Noise.Mix(seed ^ machine.Seed ^ Noise.Of("metrics")));
        return draw switch { < 0.01 => BrokenMetrics.Missing, < 0.02 => BrokenMetrics.ErrorCode, _ => null };
    }
}

/// <summary>How the metrics of one machine are broken.</summary>
internal enum BrokenMetrics
{
    /// <summary>The answer leaves the machine out.</summary>
    Missing,

    /// <summary>Each metric has an error code instead of data.</summary>
    ErrorCode,
}
