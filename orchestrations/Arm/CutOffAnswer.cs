using System.Text.Json;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Asks again for an answer that broke off on its way, twice at most; only for what changes nothing.</summary>
internal static class CutOffAnswer
{
    private const int Attempts = 3;

    public static async Task<T> AgainAsync<T>(Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (attempt < Attempts && (e is JsonException or DamagedDocumentException))
            {
                // What is not whole may be so because it was cut off.
            }
        }
    }
}
