namespace OpsFunctions.Local.Cli.Rehearsal;

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
#pragma warning disable CA1031 // Refused, cut off, unreadable: each shows in its own way.
            catch (Exception e) when (attempt < Attempts && e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                // The next one may be answered.
            }
        }
    }
}
