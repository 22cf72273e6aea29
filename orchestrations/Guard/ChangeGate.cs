using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>The last look before a mutating call.</summary>
public sealed class ChangeGate(KillSwitch killSwitch, Claims claims, TimeProvider time)
{
    /// <summary>Codes of what the gate does not let pass.</summary>
    public const string KillSwitchCode = "KillSwitch";

    public const string ClaimLostCode = "ClaimLost";

    public const string TicketExpiredCode = "TicketExpired";

    // What cannot be read at the moment holds a forward step up; asked often enough in vain, it stops it.
    private const double UnreadSeconds = 30;

    /// <summary>Looks at kill switch, ticket and claim, and renews the claim.</summary>
    /// <exception cref="RefusedException">The call must not be made.</exception>
    public async Task<Permit> PassAsync(ChangeTicket ticket, ChangeDirection direction, CancellationToken ct)
    {
        if (direction == ChangeDirection.Forward)
            await CheckForwardAsync(ticket, ct);
        else
            await RenewAsync(ticket, ct);

        // Last of all, so that nothing lies between the look and the call.
        var state = await killSwitch.ReadAsync(ct);
        if (state.IsUnread && direction == ChangeDirection.Forward)
            throw new ThrottledException(UnreadSeconds, state.Reason);
        var stops = direction == ChangeDirection.Forward ? KillSwitchLevel.Soft : KillSwitchLevel.Hard;
        return state.Level < stops
            ? new Permit(ticket)
            : throw new RefusedException(KillSwitchCode, state.InWords);
    }

    private async Task CheckForwardAsync(ChangeTicket ticket, CancellationToken ct)
    {
        if (ticket.ExpiresAt <= time.GetUtcNow())
            throw new RefusedException(
                TicketExpiredCode, $"the change window ended, or a freeze began, at {ticket.ExpiresAt.UtcDateTime:u}");
        foreach (var claim in ticket.Claims)
            if (!await IsHeldAsync(claim, ticket.Owner, ct))
                throw new RefusedException(ClaimLostCode, $"the claim on {claim} has expired");
    }

    private async Task<bool> IsHeldAsync(string claim, string owner, CancellationToken ct)
    {
        try
        {
            return await claims.RenewAsync(claim, owner, ct);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Unreadable } failure)
        {
            throw new ThrottledException(UnreadSeconds, failure.Words);
        }
    }

    // An undo goes on without a claim, but where nobody else has one, it takes it again.
    private async Task RenewAsync(ChangeTicket ticket, CancellationToken ct)
    {
        foreach (var claim in ticket.Claims)
        {
            try
            {
                await claims.TakeAsync(claim, ticket.Owner, ticket.Capability, ct);
            }
            catch (Exception e) when (RequestFailure.Of(e, ct) is not null)
            {
                // What cannot be written must not strand a machine.
            }
        }
    }
}
