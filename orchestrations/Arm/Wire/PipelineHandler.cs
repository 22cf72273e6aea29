using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// Sends what a client library of HttpClient asks for through a pipeline of Azure.Core: the same gate on the wire, tries, credential and
/// transport as everything else. An error is thrown as everywhere else.
/// </summary>
internal sealed class PipelineHandler(HttpPipeline pipeline) : HttpMessageHandler
{
    /// <summary>For a client library that wants an HttpClient; it lasts as long as the app.</summary>
#pragma warning disable RS0030 // It leads through a pipeline.
    public static HttpClient ClientOf(HttpPipeline pipeline) => new(new PipelineHandler(pipeline));
#pragma warning restore RS0030

    /// <exception cref="RequestFailedException">The service answered with an error.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Parse(request.Method.Method);
        message.Request.Uri.Reset(request.RequestUri!);
        foreach (var header in request.Headers)
            message.Request.Headers.Add(header.Key, string.Join(", ", header.Value));
        if (request.Content is { } content)
        {
            var body = await content.ReadAsByteArrayAsync(cancellationToken);
            message.Request.Content = RequestContent.Create(body);
            message.Request.Headers.Add("Content-Type", content.Headers.ContentType?.ToString() ?? "application/json");
        }
        await pipeline.SendAsync(message, cancellationToken);
        if (message.Response.IsError)
            throw new RequestFailedException(message.Response);
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)message.Response.Status)
        {
            RequestMessage = request, Content = new ReadOnlyMemoryContent(message.Response.Content.ToMemory()),
        };
        foreach (var header in message.Response.Headers)
            if (!answer.Headers.TryAddWithoutValidation(header.Name, header.Value))
                answer.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return answer;
    }
}
