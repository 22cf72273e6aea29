using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpsFunctions.Stages.Fuzz;

namespace OpsFunctions.Stages.Alerts;

/// <summary>A body of alerts with something wrong in it, drawn by seed: the same seed is the same body. Pure.</summary>
/// <param name="Body">What is sent.</param>
/// <param name="What">What was done, for a message.</param>
internal sealed record AlertMutation(byte[] Body, string What)
{
    private const int Kinds = 12;

    public static AlertMutation Of(int seed)
    {
        var random = new Random(seed);
        var number = random.Next(AlertTexts.All.Count);
        var text = AlertTexts.All[number];
        var (body, what) = random.Next(Kinds) switch
        {
            < 5 => OneValue(text, random),
            < 8 => Hostile(text, random),
            8 => (Flipped(text, random), "bytes changed"),
            9 => (Bytes($"{text}{AlertTexts.All[random.Next(AlertTexts.All.Count)]}"), "two documents"),
            10 => (Padded(text, random), "made longer"),
            _ => (Encoded(text, random), "encoded otherwise"),
        };
        return new(body, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, text {number}: {what}"));
    }

    private static (byte[] Body, string What) OneValue(string text, Random random)
    {
        var mutation = JsonMutation.Of(text, random);
        return (Bytes(mutation.Text), $"{mutation.Kind} at {mutation.Path}");
    }

    // One to three texts become what somebody hostile would write.
    private static (byte[] Body, string What) Hostile(string text, Random random)
    {
        var root = JsonNode.Parse(text)!;
        var what = new List<string>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var leaves = Leaves(root).ToList();
            var (leaf, value) = (leaves[random.Next(leaves.Count)], HostileTexts.All[random.Next(HostileTexts.All.Count)]);
            what.Add($"hostile at {leaf.GetPath()}");
            leaf.ReplaceWith(value);
        }
        return (Bytes(root.ToJsonString()), string.Join(", ", what));
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value)),
        JsonArray items => items.SelectMany(Leaves),
        null => [],
        var leaf => [leaf],
    };

    private static byte[] Flipped(string text, Random random)
    {
        var bytes = Bytes(text);
        for (var left = random.Next(1, 9); left > 0; left--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    // Around what fits into a message, and around what is taken at all.
    private static byte[] Padded(string text, Random random)
    {
        int[] lengths = [48 * 1024, (48 * 1024) + 1, 200 * 1024, 256 * 1024, (256 * 1024) + 1];
        return Bytes(text.PadRight(lengths[random.Next(lengths.Length)]));
    }

    private static byte[] Encoded(string text, Random random) => random.Next(4) switch
    {
        0 => [.. Encoding.UTF8.Preamble, .. Bytes(text)],
        1 => Encoding.Unicode.GetBytes(text),
        2 => Bytes(Convert.ToBase64String(Bytes(text))),
        _ => [],
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
