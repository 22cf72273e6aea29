using System.Text.Json;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>
/// Controls of frameworks that checks stand for: data, a file a framework beside this one (numbers from the published frameworks). A
/// further framework is a further file.
/// </summary>
internal static class Frameworks
{
    private const string Ending = ".framework.json";

    private static readonly Lazy<ILookup<string, string>> Read = new(() =>
    {
        var assembly = typeof(Frameworks).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var framework = JsonSerializer.Deserialize<Framework>(stream, JsonSerializerOptions.Web)!;
                return framework.Controls.SelectMany(
                    control => control.Value.Select(check => (check, Words: $"{framework.Name}, {control.Key}")));
            })
            .ToLookup(one => one.check, one => one.Words, StringComparer.Ordinal);
    });

    /// <summary>Controls that a check stands for: "SOC 2 (2017 criteria), CC6.1".</summary>
    public static IEnumerable<string> Of(string check) => Read.Value[check];

    /// <summary>Checks that some framework names.</summary>
    public static IEnumerable<string> Checks => Read.Value.Select(one => one.Key);

    private sealed record Framework(string Name, Dictionary<string, string[]> Controls);
}
