using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>The local host on the real clock, with the functions of one type and nothing of the app.</summary>
internal static class HubOfTypes
{
    /// <param name="store">SQLite file; null: in memory.</param>
    public static LocalHost Of(string? store, Type functions)
    {
        var worker = new InProcessWorker(typeof(App).Assembly, builder =>
        {
            builder.Logging.ClearProviders();
            FunctionsOfTypes.Use(builder, [functions]);
        });
        return new LocalHost(new LocalHostOptions { StorePath = store }, worker, NullLoggerFactory.Instance);
    }
}
