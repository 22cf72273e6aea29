using System.Text;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// Spells resource ids in answers as Azure does: one in two as it is, the others with the group in upper case, resourcegroups, the provider
/// or all of it in lower case. Recorded (shapes 03, 22, 32, 36): one resource comes in several spellings, even within an answer. Only the
/// case changes, so it is done in place.
/// </summary>
/// <param name="seed">The same seed, id, question and moment, the same spelling.</param>
internal sealed class IdSpelling(ulong seed, TimeProvider time)
{
    private const int Groups = 3;
    private const int Provider = 5;
    private const int Type = 6;

    /// <summary>Changes every text of a JSON document that is an id.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="asked">What was asked.</param>
    public void Respell(Span<byte> json, string asked)
    {
        var begin = "\"/subscriptions/"u8;
        var draw = Noise.Of(asked);
        for (var at = json.IndexOf(begin); at >= 0;)
        {
            json = json[(at + 1)..];
            var end = json.IndexOf((byte)'"');
            if (end < 0)
                return;
            Id(json[..end], draw);
            json = json[end..];
            at = json.IndexOf(begin);
        }
    }

    /// <summary>One id.</summary>
    public string Respell(string id, string asked)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        Id(bytes, Noise.Of(asked));
        return Encoding.UTF8.GetString(bytes);
    }

    private void Id(Span<byte> id, ulong draw)
    {
        var hash = seed ^ draw ^ (ulong)(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute);
        foreach (var one in id)
            hash = (hash ^ one) * 1099511628211UL;
        var way = Noise.Mix(hash) % 10;
        if (way < 5)
            return;
        var (segment, start) = (0, 0);
        for (var i = 1; i <= id.Length; i++)
        {
            if (i < id.Length && id[i] != '/')
                continue;
            segment++;
            Spell(id[(start + 1)..i], segment, way);
            start = i;
        }
    }

    // subscriptions, its id, resourceGroups, the group, providers, the provider, its type, the name
    private static void Spell(Span<byte> text, int segment, ulong way)
    {
        switch (way)
        {
            case 5 or 6 when segment == Groups + 1:
                Upper(text);
                break;
            case 7 when segment == Groups:
                Lower(text);
                break;
            case 8 when segment is Provider + 1 or Type + 1:
                Lower(text);
                break;
            case 9:
                Lower(text);
                break;
            default:
                break;
        }
    }

    private static void Upper(Span<byte> text)
    {
        foreach (ref var one in text)
        {
            if (one is >= (byte)'a' and <= (byte)'z')
                one -= 32;
        }
    }

    private static void Lower(Span<byte> text)
    {
        foreach (ref var one in text)
        {
            if (one is >= (byte)'A' and <= (byte)'Z')
                one += 32;
        }
    }
}
