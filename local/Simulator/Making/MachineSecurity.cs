using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Making;

/// <summary>Whether a machine of an existing disk may be made: security, generation, plan, encryption on the host. What is required is
/// documented, codes and texts assumed unless said.</summary>
internal sealed class MachineSecurity(SimulatedAzure azure)
{
    public Outcome? Refusal(MachinePlan plan, string size)
    {
        var profile = plan.Properties["securityProfile"];
        var type = profile.Text("securityType");
        // No family of confidential sizes is simulated.
        if (type is "ConfidentialVM")
            return Bad($"The VM size '{size}' is not supported for creation of VMs with the '{type}' security type.");
        if (profile.Flag("encryptionAtHost") is true
            && !azure.Providers.HasFeature(plan.Group.SubscriptionId, SimulatedProviders.EncryptionAtHost))
        {
            return Outcome.Refused(
                400, "InvalidParameter",
                "The property 'securityProfile.encryptionAtHost' is not valid because the 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.",
                new() { ["target"] = "securityProfile.encryptionAtHost" });
        }
        return plan.IsFromImage ? null : OfDisk(plan, DiskSecurity.OfSystem(type));
    }

    private Outcome? OfDisk(MachinePlan plan, string? type)
    {
        var disk = plan.Attached[plan.OsDisk["managedDisk"]!["id"]!.GetValue<string>()].Last;
        if (type != disk.Security?.Type)
            return Bad(
                $"Security type of VM '{type ?? "Standard"}' is not compatible with the security type '{disk.Security?.Type ?? "Standard"}' of attached OS disk '{disk.Name}'.");
        if (type is "TrustedLaunch" && disk.Generation is "V1")
            return Bad(
                $"Security type '{type}' needs an OS disk of hypervisor generation 2; that of '{disk.Name}' is '{disk.Generation}'.");
        return disk.Security?.Plan is { } terms ? Terms(plan, terms) : null;
    }

    // The first code is seen in public issues.
    private Outcome? Terms(MachinePlan plan, JsonObject terms)
    {
        var (publisher, product, name) = (terms.Text("publisher")!, terms.Text("product")!, terms.Text("name")!);
        var sent = plan.Body["plan"];
        foreach (var part in new[] { "publisher", "product", "name" })
        {
            if (!string.Equals(sent.Text(part), terms.Text(part), StringComparison.OrdinalIgnoreCase))
                return Outcome.Refused(
                    400, "VMMarketplaceInvalidInput",
                    $"Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request. VM: '{plan.Id}'.");
        }
        return azure.Marketplace.IsAccepted(plan.Group.SubscriptionId, publisher, product, name) ? null : Outcome.Refused(
            400, "MarketplacePurchaseEligibilityFailed",
            $"Marketplace purchase eligibility check returned errors. See inner errors for details. Legal terms have not been accepted for this item on this subscription: '{plan.Group.SubscriptionId}' ({publisher}, {product}, {name}).");
    }

    private static Outcome Bad(string message) => Outcome.Refused(400, "BadRequest", message);
}
