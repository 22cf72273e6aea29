using System.Net.Http.Json;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>What a running «simulator» says of itself.</summary>
internal sealed record SimulatorHealth(IdentitySettings Identities, IReadOnlyList<string> Subscriptions)
{
    /// <exception cref="WrongInputException">Nothing answers there, or it is no simulated Azure.</exception>
    public static async Task<SimulatorHealth> ReadAsync(Uri address, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            return await http.GetFromJsonAsync<SimulatorHealth>(new Uri(address, "/_sim/health"), ct)
                ?? throw new WrongInputException($"{address} is no simulated Azure");
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException)
        {
            throw new WrongInputException($"No simulated Azure answers at {address}: {e.Message}. Start one with: simulator");
        }
    }
}
