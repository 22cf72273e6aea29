using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Operations;

/// <summary>
/// The addresses at which an operation is asked for: signed, with a certificate among the parts, so 3 to 4 KB long. An address that was cut
/// or put together by the client is refused.
/// </summary>
internal static class OperationAddress
{
    /// <summary>What such an address has in its query.</summary>
    public static IReadOnlyList<string> Options { get; } = ["p", "monitor", "t", "c", "s", "h"];

    // The certificate is the long part; what it says is nobody's business.
    private const int CertificateLength = 2900;

    private static readonly string Certificate = string
        .Concat(Enumerable.Repeat("MIIsimulatedCertificate", (CertificateLength / 23) + 1))[..CertificateLength];

    /// <summary>Where the status is; null: this form has no such address.</summary>
    public static string? OfStatus(LongOperation operation, Exchange exchange) =>
        operation.Form.TellsStatus ? Write(operation, exchange, operation.Form.Collection, isResult: false) : null;

    /// <summary>Where the result is; null: this form has no such address.</summary>
    public static string? OfResult(LongOperation operation, Exchange exchange) =>
        operation.Form.TellsResult ? Write(operation, exchange, operation.Form.Results ?? operation.Form.Collection, isResult: true) : null;

    /// <summary>Whether the request's address is one that was given out.</summary>
    public static bool IsGenuine(LongOperation operation, Exchange exchange) =>
        operation.Form.Provider is null || (exchange.Query("c") == Certificate && exchange.Query("h") == Signature(operation.Id));

    private static string Write(LongOperation operation, Exchange exchange, string collection, bool isResult)
    {
        var (form, version) = (operation.Form, exchange.Query("api-version"));
        var subscription = operation.Target.Split('/')[2];
        if (form.Provider is null)
            return $"https://management.azure.com/subscriptions/{subscription}/{collection}/{Job(operation.Id)}?api-version={version}";
        var monitor = isResult && form.Results is null ? "&monitor=true" : "";
        var ticks = operation.Start.UtcTicks.ToString(CultureInfo.InvariantCulture);
        return $"https://management.azure.com/subscriptions/{subscription}/providers/{form.Provider}/locations/{RegionOf(operation)}/{collection}/{operation.Id}"
            + $"?p={operation.CorrelationId}{monitor}&api-version={version}&t={ticks}&c={Certificate}&s={Signature("s" + operation.Id)}&h={Signature(operation.Id)}";
    }

    private static string RegionOf(LongOperation operation) =>
        operation.Form.WritesRegionForPeople && Regions.Find(operation.Region) is { } region
        ? region.DisplayName.Replace(" ", "", StringComparison.Ordinal)
        : operation.Region;

    /// <summary>The operation's id in the name of a group's job.</summary>
    public static string IdOf(string job)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(job.PadRight((job.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private static string Job(string id) => Convert.ToBase64String(Encoding.ASCII.GetBytes(id)).TrimEnd('=');

    private static string Signature(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
