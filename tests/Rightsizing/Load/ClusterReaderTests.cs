using Azure.Core.Pipeline;
using Azure.Identity;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Load;

public class ClusterReaderTests
{
    [Theory]
    [InlineData("web-set")]
    [InlineData("/")]
    [InlineData("/subscriptions")]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups")]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Compute/availabilitySets/x")]
    public async Task A_set_whose_id_cannot_be_read_is_not_known_and_costs_nothing_else(string id)
    {
        using var transport = new HttpClientTransport();
        var clients = new AzureClients(
            new DefaultAzureCredential(), new AzureSettings { Subscriptions = ["0"], StorageAccount = "unused" },
            new AzureTransports(transport, transport));

        var answer = (await new ClusterReader(clients).OfSetsAsync([id], default))[id];

        Assert.Empty(answer.Sizes);
        Assert.StartsWith("availability set: the answer could not be read", answer.Problem, StringComparison.Ordinal);
    }
}
