using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OpsFunctions.Simulator.Network;

/// <summary>A range of IPv4 addresses: 10.0.0.0/8.</summary>
internal readonly record struct AddressRange(uint First, int Length)
{
    // Documented: Azure keeps the first four and the last address of a subnet.
    public const int Kept = 4;

    public uint Last => First | Below(Length);

    /// <summary>Null: it is none, or its address is not the first of it.</summary>
    public static AddressRange? Read(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 32
            || Number(parts[0]) is not { } first)
            return null;
        return (first & Below(length)) == 0 ? new AddressRange(first, length) : null;
    }

    // A shift by 32 would shift nothing.
    private static uint Below(int length) => length == 32 ? 0 : uint.MaxValue >> length;

    public static uint? Number(string address) =>
        IPAddress.TryParse(address, out var read) && read.AddressFamily is AddressFamily.InterNetwork
        ? BinaryPrimitives.ReadUInt32BigEndian(read.GetAddressBytes())
        : null;

    public static string Text(uint address) =>
        new IPAddress([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]).ToString();

    public bool Has(uint address) => address >= First && address <= Last;

    public bool Contains(AddressRange other) => other.First >= First && other.Last <= Last;

    public bool Overlaps(AddressRange other) => First <= other.Last && other.First <= Last;
}
