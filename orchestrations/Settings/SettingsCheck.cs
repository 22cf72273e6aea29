using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>
/// Checks settings, and those that are nested in them, against their attributes and says name, value and what is allowed.
/// </summary>
public static class SettingsCheck
{
    /// <returns>One sentence a wrong setting; empty where all is well.</returns>
    public static IReadOnlyList<string> Problems(string section, object settings)
    {
        var problems = new List<string>();
        foreach (var property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(settings);
            if (value is not (null or Enum) && value.GetType().Assembly == typeof(SettingsCheck).Assembly)
                problems.AddRange(Problems($"{section}:{property.Name}", value));
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
                problems.Add($"{section}:{property.Name} is {Shown(value)}; it must be {Allowed(rule)}");
            if (value is Enum choice && !Enum.IsDefined(choice.GetType(), choice))
                problems.Add(
                    $"{section}:{property.Name} is {choice}; it must be one of {string.Join(", ", Enum.GetNames(choice.GetType()))}");
        }
        if (settings is IValidatableObject whole)
            problems.AddRange(whole.Validate(new ValidationContext(settings)).Select(result => $"{section}:{result.ErrorMessage}"));
        return problems;
    }

    private static string Allowed(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => $"from {range.Minimum} to {range.Maximum}",
        RequiredAttribute => "set",
        MinLengthAttribute least => $"a list of at least {least.Length}",
        MaxLengthAttribute most => $"a list of at most {most.Length}",
        RegularExpressionAttribute form => $"of the form {form.Pattern}",
        _ => rule.FormatErrorMessage("it"),
    };

    private static string Shown(object? value) => value switch
    {
        null or "" => "not set",
        System.Collections.ICollection list => $"a list of {list.Count}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
