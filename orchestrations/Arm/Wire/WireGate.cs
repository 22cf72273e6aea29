using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// The gate on the wire, a policy of every pipeline, asked at each try and at each hop of a redirect: a request goes only to the hosts
/// of its pipeline, and to a guarded host only if it reads or carries a <see cref="WritePass"/> for just its method and address.
/// </summary>
internal sealed class WireGate : HttpPipelinePolicy
{
    // Some services take the method from these instead.
    private static readonly string[] OtherMethods = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    private readonly Func<Uri, bool> _leadsTo;
    private readonly bool _guards;

    private WireGate(Func<Uri, bool> leadsTo, bool guards) => (_leadsTo, _guards) = (leadsTo, guards);

    /// <summary>For the resource manager.</summary>
    public static WireGate Management { get; } = new(WireHosts.IsManagement, guards: true);

    /// <summary>For Microsoft Graph.</summary>
    public static WireGate Graph { get; } = new(WireHosts.IsGraph, guards: true);

    /// <summary>For the metrics of each region.</summary>
    public static WireGate Metrics { get; } = new(WireHosts.IsMetrics, guards: true);

    /// <summary>For storage, prices, Entra and receivers of notifications: anywhere but to a host that is guarded.</summary>
    public static WireGate Elsewhere { get; } = new(address => !WireHosts.IsGuarded(address), guards: false);

    /// <exception cref="UnpermittedRequestException">The request must not leave.</exception>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var pass = Check(message);
        ProcessNext(message, pipeline);
        pass?.Answer = message.Response;
    }

    /// <inheritdoc cref="Process"/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var pass = Check(message);
        await ProcessNextAsync(message, pipeline);
        pass?.Answer = message.Response;
    }

    // Gives back the pass that let it through; null: it needed none.
    private WritePass? Check(HttpMessage message)
    {
        var (request, address) = (message.Request, message.Request.Uri.ToUri());
        if (!_leadsTo(address))
            throw UnpermittedRequestException.OfHost(request.Method, address);
        if (!_guards || IsRead(request, address))
            return null;
        return WritePass.Of(message) is { } pass && pass.Admits(message, address)
            ? pass
            : throw UnpermittedRequestException.OfChange(request.Method, address);
    }

    private static bool IsRead(Request request, Uri address) => !Array.Exists(OtherMethods, request.Headers.Contains)
        && (request.Method == RequestMethod.Get || request.Method == RequestMethod.Head || PostReads.Has(request, address));
}
