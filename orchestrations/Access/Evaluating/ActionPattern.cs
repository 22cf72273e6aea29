namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>
/// An operation with stars: a star stands for anything, slashes too; case does not matter. Real roles have actions with a space or a slash
/// at their end; both mean nothing.
/// </summary>
internal static class ActionPattern
{
    public static string Plain(string action)
    {
        var trimmed = action.AsSpan().Trim();
        while (trimmed.EndsWith("/"))
            trimmed = trimmed[..^1].TrimEnd();
        return trimmed.ToString();
    }

    public static bool Matches(string pattern, string action)
    {
        var text = Plain(pattern).AsSpan();
        var wanted = action.AsSpan();
        var star = text.IndexOf('*');
        if (star < 0)
            return text.Equals(wanted, StringComparison.OrdinalIgnoreCase);
        if (!wanted.StartsWith(text[..star], StringComparison.OrdinalIgnoreCase))
            return false;
        wanted = wanted[star..];
        text = text[(star + 1)..];
        for (star = text.IndexOf('*'); star >= 0; star = text.IndexOf('*'))
        {
            var at = wanted.IndexOf(text[..star], StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            wanted = wanted[(at + star)..];
            text = text[(star + 1)..];
        }
        return wanted.EndsWith(text, StringComparison.OrdinalIgnoreCase);
    }

    public static bool AnyMatches(IReadOnlyList<string> patterns, string action)
    {
        foreach (var pattern in patterns)
            if (Matches(pattern, action))
                return true;
        return false;
    }
}
