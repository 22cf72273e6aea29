namespace OpsFunctions.Stages.Changes;

/// <summary>Where two texts differ, line by line.</summary>
internal static class TextDifference
{
    public static string Of(string expected, string found)
    {
        var (a, b) = (expected.Split('\n'), found.Split('\n'));
        return $"missing: {string.Join(" | ", a.Except(b))}; too much: {string.Join(" | ", b.Except(a))}{(a.Length != b.Length ? $"; {b.Length} lines instead of {a.Length}" : "")}";
    }
}
