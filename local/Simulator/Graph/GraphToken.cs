using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Where a result goes on. Nothing is remembered from page to page, so the token says all.</summary>
/// <param name="Skip">Rows that were shown.</param>
/// <param name="At">The moment that the first page showed.</param>
/// <param name="Total">Rows in all.</param>
/// <param name="After">Id of the last resource that was shown; empty where rows come in another order than the table's.</param>
internal sealed record GraphToken(int Skip, DateTimeOffset At, int Total, string After)
{
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Skip}:{At.UtcTicks}:{Total}:{After}")));

    /// <summary>Null: it is none.</summary>
    public static GraphToken? Read(string token)
    {
        var parts = (Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : "").Split(':', 4);
        return parts.Length == 4
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? new GraphToken(skip, new DateTimeOffset(ticks, TimeSpan.Zero), total, parts[3])
            : null;
    }
}
