using Azure;

namespace OpsFunctions.Local.Cli;

/// <summary>Whoever looks from outside tries again where simulated Azure fails by chance; no time passes for it.</summary>
internal static class Patience
{
    // Of a hundred calls five fail: so many failures in a row are no chance.
    private const int Attempts = 50;

    public static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (attempt < Attempts && (e is RequestFailedException or IOException || e is AggregateException { InnerExceptions: [.., RequestFailedException or IOException] }))
            {
                // The next one may be answered.
            }
        }
    }
}
