namespace OpsFunctions.Orchestrations.Settings;

/// <summary>On a property of settings: what is set there is never shown, in no message and no log.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;
