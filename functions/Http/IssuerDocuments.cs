using Azure;
using Azure.Core;
using Microsoft.IdentityModel.Protocols;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Functions.Http;

/// <summary>Fetches what the issuer publishes on the same way as everything else of Azure; https only.</summary>
internal sealed class IssuerDocuments(AzureClients clients) : IDocumentRetriever
{
    /// <exception cref="RequestFailedException">It was refused or could not be reached.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        var uri = new Uri(address);
        if (uri.Scheme != Uri.UriSchemeHttps)
            throw new InvalidDataException("the issuer names an address that is not https");
        using var message = clients.EntraPipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(uri);
        await clients.EntraPipeline.SendAsync(message, cancel);
        return message.Response.Status == 200
            ? message.Response.Content.ToString()
            : throw new RequestFailedException(message.Response);
    }
}
