using OpsFunctions.Orchestrations.Access.Evaluating;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>Findings about somebody who has a right through a group.</summary>
internal static class OfMember
{
    /// <summary>The finding is the member's, at the group's assignment; what mends it is leaving the group.</summary>
    public static Finding With(Finding finding, string member, Held held) => held.Via.Count == 0 ? finding : finding with
    {
        Subject = member,
        Command = Ids.IsGuid(held.Via[0]) && Ids.IsGuid(member)
            ? $"az ad group member remove --group {held.Via[0]} --member-id {member}"
            : "",
        Bicep = "",
        AlsoTakes = "everything else that the group has, of this one member",
    };
}
