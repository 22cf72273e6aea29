using System.Text.RegularExpressions;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Addresses of the resource manager, made from a resource's id, which comes from outside.</summary>
internal static partial class ArmAddress
{
    /// <param name="resourceId">Id as Azure writes it; anything else than names and slashes is no id.</param>
    /// <param name="rest">What follows the id, ours: <c>/start</c>.</param>
    /// <exception cref="FormatException">The text is no resource id.</exception>
    public static Uri Of(string resourceId, string rest, string version) => IsId(resourceId)
        ? new($"https://management.azure.com{Escaped(resourceId)}{rest}?api-version={version}")
        : throw new FormatException($"'{Words.OneLine(resourceId)}' is no resource id");

    public static bool IsId(string text) => IdPattern().IsMatch(text) && !text.Contains("/../", StringComparison.Ordinal) && !text.EndsWith("/..", StringComparison.Ordinal);

    private static string Escaped(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));

    // Names of resources: letters, digits, and . _ - ( ) in them.
    [GeneratedRegex(@"^(?:/[\p{L}\p{Nd}._()-]{1,260}){2,30}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IdPattern();
}
