using Microsoft.Extensions.Configuration;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Reads the settings of each capability and collects what is wrong with them.</summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    // What hosts and their libraries read from the same settings, whatever it holds.
    private static readonly string[] OfHosts =
    [
        "Logging", "ConnectionStrings", "Kestrel", "Values", "Host", "Functions", "AzureWebJobs", "AzureFunctions", "APPLICATIONINSIGHTS",
        "ApplicationInsights", "ASPNETCORE", "DOTNET", "WEBSITE",
    ];

    // Mode, Schedule, Secret and Url may be anybody's.
    private const int LeastOwn = 9;

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, object> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The settings of a section; defaults where it could not be read, and the problem noted. Read once, however often asked.
    /// </summary>
    public T Read<T>(string section) where T : class, new()
    {
        if (!_read.TryGetValue(section, out var known))
            _read[section] = known = ReadAnew<T>(section);
        return (T)known;
    }

    private T ReadAnew<T>(string section) where T : class, new()
    {
        var found = configuration.GetSection(section);
        var wrong = SettingsShape.Problems(typeof(T), found).ToList();
        if (wrong.Count == 0)
            try
            {
                var settings = found.Get<T>() ?? new T();
                _problems.AddRange(SettingsCheck.Problems(section, settings));
                return settings;
            }
            catch (InvalidOperationException)
            {
                // The binder's words would show the value, which may be a secret.
                wrong.Add($"{section} cannot be read: a value of it is of another kind than its setting");
            }
        _problems.AddRange(wrong);
        return new T();
    }

    /// <summary>
    /// Notes sections that are none of ours and were meant to be: with a name that is nearly one, or with settings of ours in them. All
    /// unknown sections cannot be refused: environment variables and hosts have theirs in the same place.
    /// </summary>
    public void CheckSections()
    {
        foreach (var section in configuration.GetChildren().Where(one => !_read.ContainsKey(one.Key)))
            Check(IsOfHost(section.Key) ? null : Misspelt(section) ?? Misplaced(section) ?? Joined(section.Key));
    }

    private static bool IsOfHost(string name) => OfHosts.Any(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase));

    private string? Misspelt(IConfigurationSection section) =>
        section.GetChildren().Any() && Spelling.Nearest(section.Key, _read.Keys) is { } meant
            ? $"{Words.Shown(section.Key)} is no section; did you mean {meant}? Sections are {Sections}"
            : null;

    // Only names that mean something here and nowhere else.
    private string? Misplaced(IConfigurationSection section) => section.GetChildren()
        .Select(child => (child.Key, Owner: OwnerOf(child.Key)))
        .Where(one => one.Owner is not null)
        .Select(one => $"{Words.Shown(section.Key)} is no section, and holds {one.Key}, a setting of {one.Owner}. Sections are {Sections}")
        .FirstOrDefault();

    // One underscore where two separate: Rightsizing_Mode.
    private string? Joined(string name)
    {
        foreach (var (section, settings) in _read.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (name.Length <= section.Length + 1 || !name.StartsWith(section, StringComparison.OrdinalIgnoreCase))
                continue;
            var rest = name[section.Length..].TrimStart('_', '.', '-').Split('_', '.', '-')[0];
            var meant = SettingsShape.Names(settings.GetType()).FirstOrDefault(one => one.Equals(rest, StringComparison.OrdinalIgnoreCase));
            if (meant is not null)
                return $"{Words.Shown(name)} is no setting; did you mean {section}:{meant} (in the environment {section}__{meant})?";
        }
        return null;
    }

    private string? OwnerOf(string setting) => setting.Length < LeastOwn ? null : _read
        .Where(one => one.Value is not QueueSettings)
        .Where(one => SettingsShape.Names(one.Value.GetType()).Contains(setting, StringComparer.OrdinalIgnoreCase))
        .Select(one => one.Key).Order(StringComparer.Ordinal).FirstOrDefault();

    private string Sections => string.Join(", ", _read.Keys.Order(StringComparer.Ordinal));

    /// <summary>Notes what is wrong between two sections; null: nothing.</summary>
    public void Check(string? problem)
    {
        if (problem is not null)
            _problems.Add(problem);
    }

    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
            throw new SettingsException(_problems);
    }
}
