using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>Subnets of a drill: the source's, as narrow as its machines' own addresses allow. Pure, IPv4.</summary>
internal static class SubnetPlanner
{
    private const int Narrowest = 28;
    private const uint Reserved = 4;

    /// <summary>
    /// The narrowest prefix in which all addresses lie and none is one of the first four or the last, which Azure keeps for itself.
    /// </summary>
    /// <param name="prefix">The source's, <c>10.0.0.0/16</c>.</param>
    /// <exception cref="FormatException">The prefix is none.</exception>
    public static string Narrow(string prefix, IEnumerable<string> addresses)
    {
        var (network, length) = Parse(prefix);
        var wanted = addresses.Select(Number).OfType<uint>().ToList();
        for (var narrow = Narrowest; narrow > length && wanted.Count > 0; narrow--)
        {
            var mask = Mask(narrow);
            var start = wanted[0] & mask;
            if (wanted.TrueForAll(address => (address & mask) == start && IsFree(address, start, mask)))
                return Text(start, narrow);
        }
        return Text(network & Mask(length), length);
    }

    public static bool Holds(string prefix, string address) =>
        Number(address) is { } number && Parse(prefix) is var (network, length) && (number & Mask(length)) == (network & Mask(length));

    /// <summary>Whether two prefixes have an address in common: then one holds the other.</summary>
    public static bool Overlap(string one, string other) => Holds(one, other.Split('/')[0]) || Holds(other, one.Split('/')[0]);

    /// <summary>Of two prefixes that overlap the one that holds the other.</summary>
    public static string Wider(string one, string other) => Parse(one).Length <= Parse(other).Length ? one : other;

    private static bool IsFree(uint address, uint start, uint mask) => address - start >= Reserved && address != (start | ~mask);

    private static (uint Network, int Length) Parse(string prefix) =>
        prefix.Split('/') is [var address, var length] && Number(address) is { } network
            && int.TryParse(length, CultureInfo.InvariantCulture, out var bits) && bits is >= 0 and <= 32
            ? (network, bits)
            : throw new FormatException($"'{Words.OneLine(prefix)}' is no IPv4 prefix");

    private static uint? Number(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? BitConverter.ToUInt32([.. address.GetAddressBytes().Reverse()])
            : null;

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);

    private static string Text(uint network, int length) =>
        FormattableString.Invariant($"{network >> 24}.{(network >> 16) & 255}.{(network >> 8) & 255}.{network & 255}/{length}");
}
