using Microsoft.AspNetCore.Http;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Identity;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Http;

/// <summary>Every request comes through here: which service, whose token, how often, what goes wrong, and into the log.</summary>
internal sealed class Front(
    IReadOnlyList<SimulatedHost> hosts, TokenAuthority authority, Throttle throttle, FaultRules rules, ChanceFaults chance, CallLog calls,
    ActivityLog activity, TimeProvider time, TimeSpan latency,
    IdSpelling? spelling)
{
    private readonly RequestIds _ids = new(time);
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public async Task Handle(HttpContext context)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            if (latency > TimeSpan.Zero)
                await Task.Delay(latency, context.RequestAborted);
            var exchange = await Read(context);
            _ids.Write(exchange);
            await Dispatch(exchange);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody left to tell.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task Dispatch(Exchange exchange)
    {
        var host = hosts.FirstOrDefault(candidate => candidate.Serves(exchange.Host));
        if (host?.Find(exchange) is not { } operation)
        {
            if (host?.Misses(exchange) is { } refusal)
            {
                calls.AddUnknown($"{exchange.Method} {exchange.Host}{exchange.Path}{exchange.Request.QueryString}: {refusal.Code}");
                calls.Add("(unknown)", refusal.Status);
                await host.Refuse(exchange, refusal.Status, refusal.Code, refusal.Message);
                return;
            }
            calls.Add("(unknown)", StatusCodes.Status501NotImplemented);
            await Unknown(exchange, host is null ? "this host" : "this operation");
            return;
        }
        exchange.Operation = operation;
        try
        {
            await Answer(exchange, host, operation);
        }
        catch (NotSimulatedException e) when (!exchange.Response.HasStarted)
        {
            await Unknown(exchange, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException and not IOException)
        {
            // A mistake in the simulator: say so where tests look.
            calls.AddUnknown($"{exchange.Method} {exchange.Host}{exchange.Path} failed: {e.GetType().Name}: {e.Message}");
            if (exchange.Response.HasStarted)
                exchange.Context.Abort();
            else
                await JsonAnswers.Error(exchange, 500, "SimulatorFailed", e.ToString());
        }
        var status = exchange.Aborted.IsCancellationRequested ? 0 : exchange.Response.StatusCode;
        calls.Add(operation.Name, status);
        if (operation is { Changes: true, IsKept: true })
            calls.AddChange(new RecordedChange(time.GetUtcNow(), operation.Name, operation.Target, status));
    }

    private async Task Answer(Exchange exchange, SimulatedHost host, Operation operation)
    {
        if (host.Audiences.Count > 0)
        {
            var (caller, problem) = authority.Check(exchange.Header("Authorization"), host.Audiences, TimeProvider.System.GetUtcNow());
            exchange.Caller = caller;
            if (problem is not null)
            {
                await host.Challenge(exchange, problem, authority.TenantId);
                return;
            }
        }
        if (operation.Options is { } options)
            NotSimulated.CheckOptions(exchange, options, operation.Headers);
        if (throttle.Admit(exchange, operation) is { } tooSoon)
        {
            exchange.SetHeader("Retry-After", JsonAnswers.Seconds(tooSoon.RetryAfter));
            await host.Refuse(exchange, 429, tooSoon.Code, tooSoon.Message);
            return;
        }
        if (host.Forbid(exchange, operation) is { } forbidden)
        {
            await host.Refuse(exchange, forbidden.Status, forbidden.Code, forbidden.Message);
            return;
        }
        var fault = rules.Hit(operation.Name, operation.Target, time.GetUtcNow()) ?? (host.Fails ? chance.Draw(exchange, operation) : null);
        if (fault is { Kind: FaultKind.FailOperation })
        {
            exchange.OperationFault = fault;
            fault = null;
        }
        await (fault is null ? Carry(exchange) : FaultyAnswer.Give(exchange, host, fault, Carry));

        // What never reached its resource is not in the activity log.
        async Task Carry(Exchange request)
        {
            await operation.Answer(request);
            if (operation is { Changes: true, SubscriptionId: not null })
                activity.Add(request, operation);
        }
    }

    private Task Unknown(Exchange exchange, string what)
    {
        calls.AddUnknown($"{exchange.Method} {exchange.Host}{exchange.Path}{exchange.Request.QueryString}: {what}");
        return NotSimulated.Answer(exchange, what);
    }

    private async Task<Exchange> Read(HttpContext context)
    {
        var meant = context.Request.Headers.TryGetValue(LoopbackTransport.HostHeader, out var header) ? header.ToString() : "";
        // A request without the header that goes to /_sim is for the simulator itself.
        var host = meant.Length > 0 ? meant
            : context.Request.Path.StartsWithSegments("/_sim", StringComparison.Ordinal) ? ControlHost.Name
            : context.Request.Path == IdentityHost.TokenPath && context.Request.Host.Host is "127.0.0.1" or "localhost" ? IdentityHost.Name
            : context.Request.Host.Host;
        byte[] body = [];
        if (context.Request.ContentLength is > 0 and var length)
        {
            // Blocks of megabytes: no copy on the way.
            body = new byte[length];
            await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        }
        else if (context.Request.Headers.TransferEncoding.Count > 0)
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            body = buffer.ToArray();
        }
        return new Exchange(context, host.ToLowerInvariant(), body) { Spelling = spelling };
    }
}
