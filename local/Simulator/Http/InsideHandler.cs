using System.Text;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// Reaches the server inside the process and behaves as a socket does: what breaks is the same exception, a cancelled request ends at once,
/// and a header that HTTP cannot carry is refused.
/// </summary>
internal sealed class InsideHandler(HttpMessageHandler server) : DelegatingHandler(server)
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RefuseOddHeaders(request);
        HttpResponseMessage answer;
        try
        {
            answer = await base.SendAsync(request, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            const string Words = "An error occurred while sending the request.";
            throw new HttpRequestException(HttpRequestError.ResponseEnded, Words, InsideBody.Ended(e));
        }
        // What a server makes of a request that nobody waits for any more is no answer.
        cancellationToken.ThrowIfCancellationRequested();
        answer.Headers.Date ??= TimeProvider.System.GetUtcNow();
        var body = new InsideBody(await answer.Content.ReadAsStreamAsync(CancellationToken.None), answer.Content.Headers.ContentLength);
        // The answer to HEAD has the length of a body that is not sent.
        if (request.Method == HttpMethod.Head)
            await body.DrainAsync();
        answer.Content = WithHeadersOf(answer.Content, body);
        return answer;
    }

    private static StreamContent WithHeadersOf(HttpContent content, Stream body)
    {
        var same = new StreamContent(body);
        foreach (var (name, values) in content.Headers)
            same.Headers.TryAddWithoutValidation(name, values);
        return same;
    }

    // As SocketsHttpHandler does: inside the process they would arrive, in Azure they would not.
    private static void RefuseOddHeaders(HttpRequestMessage request)
    {
        var ofContent = request.Content?.Headers.NonValidated ?? default;
        var headers = request.Headers.NonValidated.Concat(ofContent);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (!Ascii.IsValid(value))
                    throw new HttpRequestException($"Request headers must contain only ASCII characters, which {name} does not.");
            }
        }
    }
}
