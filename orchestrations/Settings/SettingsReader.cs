using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Reads the settings of each capability and collects what is wrong with them.</summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, object> _read = new(StringComparer.Ordinal);

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
        try
        {
            var settings = configuration.GetSection(section).Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new T();
            _problems.AddRange(SettingsCheck.Problems(section, settings));
            return settings;
        }
        catch (InvalidOperationException e)
        {
            // A misspelt name or a text where a number belongs; the binder names it.
            _problems.Add($"{section}: {WithoutSecrets(typeof(T), configuration.GetSection(section), Telling(e).Message)}");
            return new T();
        }
    }

    // Of a list or a dictionary the outer message only says that something failed.
    private static Exception Telling(Exception e) => e.InnerException is InvalidOperationException inner ? Telling(inner) : e;

    // The binder shows the value that it cannot take: a secret that stands one level too high, for one.
    private static string WithoutSecrets(Type settings, IConfigurationSection section, string text) => section.GetChildren()
        .Where(child => IsSecret(settings, child.Key))
        .SelectMany(child => child.AsEnumerable())
        .Select(setting => setting.Value)
        .Where(value => !string.IsNullOrEmpty(value))
        .Aggregate(text, (told, value) => told.Replace(value!, "…", StringComparison.Ordinal));

    private static bool IsSecret(Type settings, string name) =>
        settings.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property
        && property.IsDefined(typeof(SecretSettingAttribute));

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
