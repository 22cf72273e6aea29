using Azure;
using Azure.Core;
using Azure.ResourceManager;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// The one place from which the resource manager is told to change something: it takes the guard's permit, makes one call, and gives
/// back a ticket for what goes on. Each capability changes by the identity that is for it.
/// </summary>
public sealed class ArmChanges(AzureIdentities identities)
{
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="InvalidDataException">The address of the operation lies on another host.</exception>
    /// <param name="wantsAnswer">The operation gives something back, which stands where <c>Location</c> leads.</param>
    internal async Task<OperationTicket> SendAsync(
        Permit permit, RequestMethod method, Uri address, object? body, CancellationToken ct, bool wantsAnswer = false)
    {
        ArgumentNullException.ThrowIfNull(permit);
        using var held = permit.PassFor(method, address).Hold();
        var by = identities.ActingFor(permit.Ticket.Capability);
        var pipeline = identities[by].ArmPipeline;
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(address);
        request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(BinaryData.FromObjectAsJson(body));
        }
        await pipeline.SendAsync(message, ct);
        // What is gone already needs no deleting.
        if (message.Response.IsError && !(method == RequestMethod.Delete && message.Response.Status == 404))
            throw new RequestFailedException(message.Response);
        return Ticket(message.Response, by, wantsAnswer);
    }

    /// <summary>Makes the call with a client library, which holds the permit for this method and address meanwhile.</summary>
    /// <param name="begin">Begins the operation (<c>WaitUntil.Started</c>): one call that changes something, and no wait.</param>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="InvalidDataException">The address of the operation lies on another host.</exception>
    internal async Task<OperationTicket> BeginAsync<T>(
        Permit permit, RequestMethod method, Uri address, Func<ArmClient, Task<T>> begin, CancellationToken ct)
        where T : Operation
    {
        ArgumentNullException.ThrowIfNull(permit);
        var pass = permit.PassFor(method, address);
        using var held = pass.Hold();
        var by = identities.ActingFor(permit.Ticket.Capability);
        try
        {
            return Ticket((await begin(identities[by].Arm)).GetRawResponse(), by);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is not null && pass.Answer is { IsError: false })
        {
            // A success that the library cannot read, as a 202 that its version of the API did not have: the change is under way.
            return Ticket(pass.Answer, by);
        }
    }

    private static OperationTicket Ticket(Response response, AzureIdentity by, bool wantsAnswer = false)
    {
        var headers = response.Headers;
        if (wantsAnswer && response.Status == 202 && headers.TryGetValue("Location", out var answer))
            return Asked(answer);
        // A PATCH answers 200 at once and goes on behind it: the header tells, not the status.
        var status = headers.TryGetValue("Azure-AsyncOperation", out var operation) ? operation
            : response.Status == 202 && headers.TryGetValue("Location", out var location) ? location : null;
        if (status is null)
            return OperationTicket.Done;
        return Asked(status);

        // Who began it asks how far it is.
        OperationTicket Asked(string address) =>
            new(OperationReader.Checked(address).AbsoluteUri, Math.Clamp(RetryAfter.SecondsOf(response) ?? 0, 0, 600)) { By = by };
    }
}
