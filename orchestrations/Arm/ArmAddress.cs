namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Addresses of the resource manager, made from a resource's id, which comes from outside.</summary>
internal static class ArmAddress
{
    /// <param name="resourceId">Id as Azure writes it; anything else than names and slashes is no id.</param>
    /// <param name="rest">What follows the id, ours: <c>/start</c>.</param>
    /// <exception cref="FormatException">The text is no resource id.</exception>
    public static Uri Of(string resourceId, string rest, string version) => IsId(resourceId)
        ? new($"https://management.azure.com{Escaped(resourceId)}{rest}?api-version={version}")
        : throw new FormatException($"'{Words.OneLine(resourceId)}' is no resource id");

    // Names of resources: letters, digits, and . _ - ( ) in them; as a whole at most 2,048 characters.
    public static bool IsId(string text) => text is { Length: > 1 and <= 2048 } && text[0] == '/'
        && text[1..].Split('/')
            .All(part => part.Length is > 0 and <= 260 && part is not (".." or ".")
                && part.All(letter => char.IsLetterOrDigit(letter) || "._-()".Contains(letter, StringComparison.Ordinal)));

    private static string Escaped(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));
}
