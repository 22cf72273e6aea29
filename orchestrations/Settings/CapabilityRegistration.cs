using Microsoft.Extensions.DependencyInjection;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>How a capability is put into the app.</summary>
/// <param name="Capability">What it is called, and when it runs.</param>
/// <param name="Add">Reads its settings and adds its services.</param>
public sealed record CapabilityRegistration(Capability Capability, Action<IServiceCollection, SettingsReader> Add);
