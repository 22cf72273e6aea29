namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class Spelling
{
    private const int ShortName = 4;

    /// <summary>
    /// The nearest of the names where at most two letters are wrong, missing, too many or exchanged with the next (one in a name of up to
    /// four letters); null where none is that near. Case does not matter.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> names) => names
        .Select(one => (Name: one, Distance: Distance(name.ToUpperInvariant(), one.ToUpperInvariant())))
        .Where(one => one.Distance <= (one.Name.Length <= ShortName ? 1 : 2))
        .OrderBy(one => one.Distance).ThenBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => one.Name)
        .FirstOrDefault();

    private static int Distance(string one, string other)
    {
        var steps = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
            for (var j = 0; j <= other.Length; j++)
                steps[i, j] = i == 0 || j == 0 ? i + j : Step(steps, one, other, i, j);
        return steps[one.Length, other.Length];
    }

    private static int Step(int[,] steps, string one, string other, int i, int j)
    {
        var changed = steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
        var least = Math.Min(changed, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
        var isExchanged = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
        return isExchanged ? Math.Min(least, steps[i - 2, j - 2] + 1) : least;
    }
}
