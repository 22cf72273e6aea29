using System.Text.RegularExpressions;

namespace OpsFunctions.FunctionsHost;

/// <summary>App settings by name, and texts of bindings that name some: <c>%Name%</c>.</summary>
internal static partial class NamedSettings
{
    /// <summary>The text with its settings in their places.</summary>
    /// <param name="text">What the binding says.</param>
    /// <param name="setting">The app's settings.</param>
    /// <param name="who">Whom a failure names: "Timer function 'Nightly'".</param>
    /// <exception cref="InvalidOperationException">A setting is not there.</exception>
    public static string Resolve(string text, Func<string, string?> setting, string who) =>
        Reference().Replace(text, match => setting(Key(match.Groups["name"].Value))
            ?? throw new InvalidOperationException($"{who} needs setting '{match.Groups["name"].Value}', which is not set."));

    // Environment variables cannot hold a colon everywhere, so both spellings name the same setting.
    public static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
