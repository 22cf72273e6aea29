using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

/// <summary>What to change in the code a machine is made from: a change beside the code would be set back by it.</summary>
public static class IacPatch
{
    private const string Tag = "ops:managed-by";

    public static bool IsManaged(Machine machine) =>
        ResourceTags.Values(ResourceTags.Of(machine.Tags), Tag)
            .Any(by => string.Equals(by.Trim(), "iac", StringComparison.OrdinalIgnoreCase));

    /// <summary>The lines in Bicep and in Terraform.</summary>
    public static string Of(Machine machine, string target) => $"""
        // {machine.Name}, Bicep: properties.hardwareProfile
        - vmSize: '{machine.Size}'
        + vmSize: '{target}'
        # {machine.Name}, Terraform: azurerm_linux_virtual_machine, azurerm_windows_virtual_machine
        - size = "{machine.Size}"
        + size = "{target}"
        """;
}
