using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A role of the customer's own that is Owner under another name.</summary>
internal sealed class CustomOwners : AccessCheck
{
    public override string Id => "custom-owner";

    public override Severity Severity => Severity.High;

    public override string Title => "Custom role that is owner-like";

    public override string Why => "Whoever counts owners by the name of the role does not see its holders.";

    public override string Mend =>
        "Name the operations that the role is for in place of the stars, and take Microsoft.Authorization out of it.";

    public override IReadOnlyList<Part> Needs => [Part.Definitions];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var role in context.Roles.All.Where(role => role.IsCustom && context.Roles.IsOwnerLike(role.Id, null)))
        {
            var holders = context.Facts.Grants.Where(grant => grant.RoleId == role.Id).ToList();
            yield return Found(
                role.Id, "", Invariant($"the role lets its holders give themselves any right; {holders.Count} assignments have it")) with
            {
                Grants = [.. holders.Select(grant => grant.Id).Order(StringComparer.Ordinal)],
                Command = $"az role definition list --name {role.Id}",
                AlsoTakes = "a narrower role takes from its holders what they need beside; look at what they did in the activity log of 90 days, which has no reads",
            };
        }
    }
}
