using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// Lets one changing request through the gate on the wire: the first message of just this method and address that shows it, and that
/// message's retries. Only a permit of the guard makes one.
/// </summary>
internal sealed class WritePass
{
    private const string Property = "OpsFunctions.WritePass";

    private readonly RequestMethod _method;
    private readonly Uri _address;
    private HttpMessage? _bearer;
    private volatile bool _isOver;

    internal WritePass(RequestMethod method, Uri address) => (_method, _address) = (method, address);

    /// <summary>What the request it let through was answered at last; null: nothing yet.</summary>
    public Response? Answer { get; set; }

    /// <summary>
    /// Gives it to the messages that are sent until the result is disposed of; whatever a client library sends meanwhile, it serves one.
    /// </summary>
    public IDisposable Hold() => new Held(this);

    /// <summary>What a message carries; null: none.</summary>
    public static WritePass? Of(HttpMessage message) => message.TryGetProperty(Property, out var held) ? held as WritePass : null;

    public bool Admits(HttpMessage message, Uri address)
    {
        // With the query, and letter by letter: a name in other letters needs no pass of its own in Azure, but here.
        var isSame = string.Equals(address.AbsoluteUri, _address.AbsoluteUri, StringComparison.Ordinal);
        if (_isOver || !isSame || message.Request.Method != _method)
            return false;
        // Calls side by side may show the same pass.
        var first = Interlocked.CompareExchange(ref _bearer, message, null);
        return first is null || ReferenceEquals(first, message);
    }

    private sealed class Held(WritePass pass) : IDisposable
    {
        private readonly IDisposable _scope =
            HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?>(StringComparer.Ordinal) { [Property] = pass });

        public void Dispose()
        {
            _scope.Dispose();
            // Work that was begun meanwhile and goes on still has it.
            pass._isOver = true;
        }
    }
}
