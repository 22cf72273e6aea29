using System.Runtime.CompilerServices;
using System.Text;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>
/// Takes a file of evidence apart, byte by byte as the app wrote it: UTF-8 without a mark, each line ended by LF alone. A reader that
/// overlooks more would call whole what the app could not append to.
/// </summary>
public static class EvidenceLines
{
    /// <summary>The longest line that is written and read, in bytes: 4 MiB.</summary>
    public const int Longest = 4 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="EvidenceFormException">The file is not as the app writes it.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(Stream content, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new byte[64 << 10];
        var (held, searched, number, isBegun) = (0, 0, 0L, false);
        for (int read; (read = await content.ReadAsync(buffer.AsMemory(held), ct)) > 0;)
        {
            held += read;
            if (!isBegun && held >= 3)
            {
                ThrowIfMarked(buffer);
                isBegun = true;
            }
            var start = 0;
            for (int length; (length = buffer.AsSpan(searched, held - searched).IndexOf((byte)'\n')) >= 0;)
            {
                var end = searched + length;
                yield return TextOf(buffer, start, end, ++number);
                start = searched = end + 1;
            }
            held -= start;
            Buffer.BlockCopy(buffer, start, buffer, 0, held);
            searched = held;
            ThrowIfLong(held, number + 1);
            if (held == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }
        if (!isBegun)
            ThrowIfMarked(buffer);
        if (held > 0)
            throw new EvidenceFormException(Invariant($"record {number + 1} has no end of line: the file was cut, or edited"));
    }

    private static string TextOf(byte[] buffer, int start, int end, long number)
    {
        ThrowIfLong(end - start, number);
        var line = buffer.AsSpan(start, end - start);
        if (line.EndsWith("\r"u8))
            throw new EvidenceFormException(Invariant(
                $"record {number} ends with CR LF, and the app ends a line with LF: an editor saved the file, or it was copied as text"));
        if (line.Contains((byte)0))
            throw new EvidenceFormException(Invariant($"record {number} holds zero bytes: the file is UTF-16, or damaged"));
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException e)
        {
            throw new EvidenceFormException(Invariant($"record {number} is no UTF-8: the file is damaged, or in another encoding"), e);
        }
    }

    private static void ThrowIfLong(int length, long number)
    {
        if (length > Longest)
            throw new EvidenceFormException(Invariant($"record {number} is longer than {Longest} bytes, the longest that is written"));
    }

    private static void ThrowIfMarked(byte[] begin)
    {
        var kind = begin switch
        {
            [0xEF, 0xBB, 0xBF, ..] => "it begins with a byte order mark",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "it is UTF-16",
            [0x1F, 0x8B, ..] => "it is packed (gzip)",
            _ => null,
        };
        if (kind is not null)
            throw new EvidenceFormException($"{kind}, and the app writes UTF-8 without a mark: an editor or a tool saved the file");
    }
}
