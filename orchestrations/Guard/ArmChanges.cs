using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// The one place from which the resource manager is told to change something: it takes the guard's permit, makes one call, and gives
/// back a ticket for what goes on. The client libraries wait, poll or read in between.
/// </summary>
public sealed class ArmChanges(AzureClients clients)
{
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="InvalidDataException">The address of the operation lies on another host.</exception>
    internal async Task<OperationTicket> SendAsync(Permit permit, RequestMethod method, Uri address, object? body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(permit);
        using var message = clients.ArmPipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(address);
        request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(BinaryData.FromObjectAsJson(body));
        }
        await clients.ArmPipeline.SendAsync(message, ct);
        // What is gone already needs no deleting.
        if (message.Response.IsError && !(method == RequestMethod.Delete && message.Response.Status == 404))
            throw new RequestFailedException(message.Response);
        return Ticket(message.Response);
    }

    private static OperationTicket Ticket(Response response)
    {
        var headers = response.Headers;
        // A PATCH answers 200 at once and goes on behind it: the header tells, not the status.
        var status = headers.TryGetValue("Azure-AsyncOperation", out var operation) ? operation
            : response.Status == 202 && headers.TryGetValue("Location", out var location) ? location : null;
        if (status is null)
            return OperationTicket.Done;
        return new(OperationReader.Checked(status).AbsoluteUri, Math.Clamp(RetryAfter.SecondsOf(response) ?? 0, 0, 600));
    }
}
