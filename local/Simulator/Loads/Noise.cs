namespace OpsFunctions.Simulator.Loads;

/// <summary>Numbers that look like chance and are a pure function of what is put in (splitmix64).</summary>
internal static class Noise
{
    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    public static ulong Mix(ulong seed, long index) => Mix(seed ^ ((ulong)index * 0xD1342543DE82EF95UL));

    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>One of four independent numbers of 16 bits, 0 to 1, out of one hash.</summary>
    public static double Quarter(ulong bits, int which) => ((bits >> (which * 16)) & 0xFFFF) * (1.0 / 65536);

    /// <summary>The same on every machine and in every run, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return Mix(hash);
    }

    /// <summary>An id that is made from numbers, in the form of a random (version 4) GUID.</summary>
    public static Guid Id(ulong seed, string what)
    {
        var a = Mix(seed ^ Of(what));
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, a);
        BitConverter.TryWriteBytes(bytes[8..], Mix(a));
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
