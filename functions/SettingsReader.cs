using Microsoft.Extensions.Configuration;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions;

/// <summary>Settings that stop the start: every problem in one message.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception("The settings are wrong:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}")))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads the settings of each capability and collects what is wrong with them.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private static readonly string[] Secret =
    [
        nameof(AzureSettings.KeyHashes), nameof(AzureSettings.Signers), nameof(NotificationOptions.Webhooks), nameof(NotificationOptions.Teams),
    ];

    private readonly List<string> _problems = [];

    /// <summary>The settings of a section; defaults where it could not be read, and the problem noted.</summary>
    public T Read<T>(string section) where T : class, new()
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
            _problems.Add($"{section}: {WithoutSecrets(configuration.GetSection(section), Telling(e).Message)}");
            return new T();
        }
    }

    // Of a list or a dictionary the outer message only says that something failed.
    private static Exception Telling(Exception e) => e.InnerException is InvalidOperationException inner ? Telling(inner) : e;

    // The binder shows the value that it cannot take: a secret that stands one level too high, for one.
    private static string WithoutSecrets(IConfigurationSection section, string text) => section.GetChildren()
        .Where(child => Secret.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        .SelectMany(child => child.AsEnumerable())
        .Select(setting => setting.Value)
        .Where(value => !string.IsNullOrEmpty(value))
        .Aggregate(text, (told, value) => told.Replace(value!, "…", StringComparison.Ordinal));

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
