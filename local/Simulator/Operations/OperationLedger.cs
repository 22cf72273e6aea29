using System.Collections.Concurrent;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Operations;

/// <summary>
/// Every long-running operation there was. How long one takes is a hash of seed, resource, operation and how often the resource
/// has had it before, so it does not depend on the order of parallel requests.
/// </summary>
internal sealed class OperationLedger(ulong seed, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LongOperation> _byId = new(StringComparer.OrdinalIgnoreCase);
    // By hash: of a hundred thousand snapshots the texts would take more room than all else.
    private readonly ConcurrentDictionary<ulong, int> _made = new();

    /// <summary>In order of their beginning.</summary>
    public IReadOnlyList<LongOperation> All => [.. _byId.Values.OrderBy(one => one.Start).ThenBy(one => one.Id, StringComparer.Ordinal)];

    public LongOperation? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>A hash that is the same for the same attempt at the same thing.</summary>
    public ulong Draw(string what, string target)
    {
        var key = Key(what, target);
        return Noise.Mix(seed ^ key, _made.GetValueOrDefault(key));
    }

    /// <summary>Accepts what the request asks for.</summary>
    /// <param name="request">Who asks for what; a fault that was drawn for it makes it fail.</param>
    /// <param name="target">Id of the resource.</param>
    /// <param name="region">Where it is.</param>
    /// <param name="seconds">How long it takes, from and to.</param>
    /// <param name="error">Why it is going to fail, without effect; null: it is not.</param>
    public LongOperation Begin(Exchange request, string target, string region, (int From, int To) seconds, OperationError? error = null)
    {
        var name = request.Operation?.Name ?? "";
        var draw = Draw(name, target);
        _made.AddOrUpdate(Key(name, target), 1, static (_, made) => made + 1);
        var start = time.GetUtcNow();
        var fault = error is null ? request.OperationFault : null;
        return new LongOperation
        {
            Id = Noise.Id(draw, "operation").ToString(),
            Name = name,
            Action = request.Operation?.Action ?? "",
            Target = target,
            Region = region,
            Caller = request.Caller?.PrincipalId ?? "",
            CorrelationId = Noise.Id(draw, "correlation").ToString(),
            Start = start,
            End = start + TimeSpan.FromSeconds(seconds.From + Math.Floor(Noise.Unit(Noise.Mix(draw)) * (seconds.To - seconds.From + 1))),
            Error = error ?? (fault is null ? null : new OperationError(fault.Code, fault.Message)),
            HasEffect = error is null && fault is not { AfterEffect: false },
        };
    }

    /// <summary>From now on it can be asked for.</summary>
    public LongOperation Keep(LongOperation operation) => _byId[operation.Id] = operation;

    private static ulong Key(string what, string target) => Noise.Of($"{what} {target.ToLowerInvariant()}");
}
