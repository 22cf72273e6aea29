using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>Commands that mend, and what else they take away. Ids are put into them only in the form of ids.</summary>
internal static class FindingText
{
    /// <summary>Removal of an assignment.</summary>
    public static Finding With(Finding finding, AuditContext context, Grant grant) => finding with
    {
        Grants = [grant.Id],
        GrantedBy = grant.CreatedBy,
        Since = grant.CreatedOn,
        Detail = grant.RoleId,
        Command = CommandOf(grant),
        Bicep = BicepOf(grant),
        AlsoTakes = AlsoTakes(context, grant),
    };

    private static string CommandOf(Grant grant) => grant.Kind switch
    {
        _ when !IsId(grant.Id) => "",
        GrantKind.Eligible => "az rest --method put --url "
            + $"'https://management.azure.com{(grant.Scope == ScopeTree.Root ? "" : grant.Scope)}/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/'$(uuidgen)'?api-version=2020-10-01' "
            + $"--body '{{\"properties\":{{\"requestType\":\"AdminRemove\",\"principalId\":\"{grant.PrincipalId}\",\"roleDefinitionId\":\"/providers/Microsoft.Authorization/roleDefinitions/{grant.RoleId}\"}}}}'",
        GrantKind.Delegated => $"az managedservices assignment delete --assignment {grant.Id}",
        _ => $"az role assignment delete --ids {grant.Id}",
    };

    private static string BicepOf(Grant grant) => grant.Kind switch
    {
        _ when !IsId(grant.Id) => "",
        GrantKind.Standing => $"take out the resource 'Microsoft.Authorization/roleAssignments' named '{Arm.ArmId.NameOf(grant.Id)}' at {grant.Scope}; incremental deployments do not remove it by themselves",
        _ => "",
    };

    private static string AlsoTakes(AuditContext context, Grant grant)
    {
        var role = context.RoleName(grant.RoleId);
        var people = context.Index.Group(grant.PrincipalId) is null ? 0 : context.Index.PeopleOf(grant.PrincipalId).Count;
        var below = context.Facts.Subscriptions.Count(one => one != grant.Scope && context.Index.Tree.Covers(grant.Scope, one));
        var others = people > 0 ? Invariant($"{role} of all {people} people in the group") : $"all that {role} allows at {grant.Scope}";
        return below > 0 ? Invariant($"{others}, in {below} subscriptions below") : others;
    }

    // What came from outside goes into a command only where it can be nothing but an id.
    private static bool IsId(string id) => id.Length is > 0 and < 1000 && id.StartsWith('/')
        && id.All(letter => char.IsAsciiLetterOrDigit(letter)
            || letter is '/' or '-' or '_' or '.' or '(' or ')' && letter is not '(' and not ')');
}
