using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Faults;

/// <summary>Carries out a <see cref="FaultRule"/> on a call.</summary>
internal static class FaultyAnswer
{
    public static async Task Give(Exchange exchange, SimulatedHost host, FaultRule rule, Func<Exchange, Task> answer)
    {
        if (rule.Kind is FaultKind.TruncateBody)
        {
            await Replacing(exchange, body => new CutBody(body, rule.KeepBytes), answer, dropLength: true);
            return;
        }
        if (rule.AfterEffect)
        {
            await Replacing(exchange, static _ => Stream.Null, answer, dropLength: false);
            exchange.Response.Clear();
        }
        if (rule.Kind is FaultKind.AbortConnection)
        {
            exchange.Context.Abort();
            return;
        }
        if (rule.RetryAfter is { } wait)
            exchange.SetHeader("Retry-After", JsonAnswers.Seconds(wait));
        if (rule.Body is { } text)
            await exchange.Bytes(rule.Status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(text));
        else
            await host.Refuse(exchange, rule.Status, rule.Code, rule.Message);
    }

    private static async Task Replacing(Exchange exchange, Func<Stream, Stream> by, Func<Exchange, Task> answer, bool dropLength)
    {
        var real = exchange.Context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var stream = by(real.Stream);
        var substitute = new StreamResponseBodyFeature(stream);
        exchange.Context.Features.Set<IHttpResponseBodyFeature>(substitute);
        // A length that is not kept would be a broken connection instead of a short answer.
        if (dropLength)
            exchange.Response.OnStarting(() => { exchange.Response.ContentLength = null; return Task.CompletedTask; });
        try
        {
            await answer(exchange);
            await substitute.CompleteAsync();
        }
        finally
        {
            exchange.Context.Features.Set(real);
        }
    }
}
