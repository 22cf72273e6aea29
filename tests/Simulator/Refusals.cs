using Azure;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>How Azure said no.</summary>
internal static class Refusals
{
    public static async Task<(int Status, string? Code)> Of(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(call);
        return (refused.Status, refused.ErrorCode);
    }
}
