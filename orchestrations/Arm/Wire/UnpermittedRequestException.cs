using Azure.Core;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// The gate on the wire let a request not leave. A fault of ours, never Azure's answer: no client retries it, and no outcome hides it.
/// </summary>
internal sealed class UnpermittedRequestException : InvalidOperationException
{
    private UnpermittedRequestException(string message)
        : base(message)
    {
    }

    public static UnpermittedRequestException OfChange(RequestMethod method, Uri address) => new(
        $"{method} {address.AbsoluteUri} carries no unused permit for just this method and address and was not sent; "
        + "send changes through ArmChanges with a permit of ChangeGate.PassAsync, one a request");

    // Without the query, which may hold a secret.
    public static UnpermittedRequestException OfHost(RequestMethod method, Uri address) => new(
        $"{method} {address.GetLeftPart(UriPartial.Path)} was not sent: this pipeline does not lead to {address.Authority}; "
        + "use the pipeline of AzureClients for that service");
}
