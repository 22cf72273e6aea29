using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>Options that tell name, value and range of what is wrong.</summary>
internal static class Options
{
    public static Option<int> Number(string name, string what, int least, int most, int standard) => new(name)
    {
        Description = $"{what}, {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = Value(result);
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= most)
                return number;
            result.AddError($"{name} is '{text}'; it must be a whole number from {least} to {most}");
            return standard;
        },
    };

    public static Option<string> OneOf(string name, string what, params string[] values) => new(name)
    {
        Description = $"{what}: {string.Join(", ", values)}",
        DefaultValueFactory = _ => values[0],
        CustomParser = result =>
        {
            var text = Value(result);
            if (!values.Contains(text, StringComparer.Ordinal))
                result.AddError($"{name} is '{text}'; it must be one of {string.Join(", ", values)}");
            return text;
        },
    };

    public static Option<string[]> Settings() => new("--set")
    {
        Description = "A setting of the app, NAME=VALUE, such as Rightsizing:LookBackDays=60; may be repeated",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <exception cref="WrongInputException">An entry is not of the form NAME=VALUE.</exception>
    public static IReadOnlyDictionary<string, string?> ReadSettings(string[]? entries)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries ?? [])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new WrongInputException($"--set is '{entry}'; it must be NAME=VALUE, such as Rightsizing:LookBackDays=60");
            settings[entry[..equals]] = entry[(equals + 1)..];
        }
        return settings;
    }

    /// <exception cref="WrongInputException">An entry is neither an identity's name nor an action.</exception>
    public static IReadOnlyList<string> ReadRights(string[]? entries)
    {
        string[] identities = [.. DeployedRoles.All.Select(one => one.Identity).Distinct(StringComparer.Ordinal)];
        foreach (var entry in entries ?? [])
        {
            if (!entry.Contains('/', StringComparison.Ordinal) && !identities.Contains(entry, StringComparer.Ordinal))
                throw new WrongInputException(
                    $"--without is '{entry}'; it must be one of {string.Join(", ", identities)}, "
                    + "or an action such as Microsoft.Compute/snapshots/write");
        }
        return entries ?? [];
    }

    public static FaultLevel ReadFaults(string text) => Enum.Parse<FaultLevel>(text, ignoreCase: true);

    private static string Value(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
}
