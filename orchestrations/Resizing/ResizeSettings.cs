using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What a capability that gives machines another size says of it.</summary>
/// <param name="Capability">Its name.</param>
/// <param name="Tag">Name of the tag by which a machine narrows it.</param>
/// <param name="Mode">How far it may go now; a plan made under a wider one is dropped.</param>
/// <param name="Changes">Limits of verification and watch.</param>
/// <param name="LookBackDays">Days of load before a change that its watch compares with.</param>
public sealed record ResizeSettings(string Capability, string Tag, Mode Mode, ChangeOptions Changes, int LookBackDays);

/// <summary>The settings of all capabilities that resize.</summary>
public sealed class ResizeSettingsTable(IEnumerable<ResizeSettings> settings)
{
    private readonly Dictionary<string, ResizeSettings> _byName = settings.ToDictionary(one => one.Capability, StringComparer.Ordinal);

    /// <exception cref="RefusedException">No such capability is registered.</exception>
    internal ResizeSettings Of(string capability) => _byName.GetValueOrDefault(capability)
        ?? throw new RefusedException("UnknownCapability", $"'{capability}' has no settings for changes of size");
}
