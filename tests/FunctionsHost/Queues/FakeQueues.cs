using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Azure.Core.Pipeline;
using OpsFunctions.FunctionsHost.Queues;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>The queues of one account in memory, as far as the host calls them.</summary>
internal sealed class FakeQueues(TimeProvider time) : HttpMessageHandler, IQueueWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Entry>> _queues = new(StringComparer.Ordinal);
    private readonly List<Action> _watchers = [];
    private readonly List<string> _calls = [];
    private int _ids;

    /// <summary>Answers in place of the queues; null where they answer.</summary>
    public Func<HttpRequestMessage, HttpStatusCode?> Fault { get; set; } = _ => null;

    /// <summary>Called after each call was answered, with what was called.</summary>
    public Action<string> Called { get; set; } = _ => { };

    public HttpPipelineTransport Transport => new HttpClientTransport(new HttpClient(this, disposeHandler: false));

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public void Create(string queue)
    {
        lock (_gate)
        {
            _queues.TryAdd(queue, []);
        }
    }

    public void Put(string queue, string text)
    {
        lock (_gate)
        {
            _queues.TryAdd(queue, []);
            Add(queue, text);
        }

        Tell();
    }

    /// <summary>What messages hold on the wire, visible or not.</summary>
    public IReadOnlyList<string> Texts(string queue)
    {
        lock (_gate)
        {
            return _queues.TryGetValue(queue, out var entries) ? [.. entries.Select(e => e.Text)] : [];
        }
    }

    public IReadOnlyList<DateTimeOffset> VisibleOn(string queue)
    {
        lock (_gate)
        {
            return [.. _queues[queue].Select(e => e.VisibleOn)];
        }
    }

    /// <summary>Somebody else takes all messages: their receipts change.</summary>
    public void Steal(string queue)
    {
        lock (_gate)
        {
            _queues[queue].ForEach(e => e.Receipt = NextId());
        }
    }

    public IDisposable Watch(Uri queue, Action changed)
    {
        lock (_gate)
        {
            _watchers.Add(changed);
        }

        return new Unwatch(this, changed);
    }

    public DateTimeOffset? NextVisible(Uri queue)
    {
        lock (_gate)
        {
            return _queues.TryGetValue(queue.AbsolutePath.Trim('/'), out var entries) && entries.Count > 0
                ? entries.Min(e => e.VisibleOn)
                : null;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query);
        var call = $"{request.Method} {request.RequestUri.AbsolutePath.TrimStart('/')}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        HttpResponseMessage answer;
        lock (_gate)
        {
            _calls.Add(call);
            answer = Fault(request) is { } status ? Error(status, "ServerBusy") : Answer(request.Method.Method, path, query, body);
        }

        answer.RequestMessage = request;
        Tell();
        Called(call);
        return answer;
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code)
    {
        var answer = new HttpResponseMessage(status);
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }

    private static string Stamp(DateTimeOffset moment) => moment.ToString("R", CultureInfo.InvariantCulture);

    private HttpResponseMessage Answer(string method, string[] path, System.Collections.Specialized.NameValueCollection query, string body)
    {
        if (path.Length == 1)
        {
            return method == "PUT"
                ? new HttpResponseMessage(_queues.TryAdd(path[0], []) ? HttpStatusCode.Created : HttpStatusCode.NoContent)
                : _queues.ContainsKey(path[0])
                    ? new HttpResponseMessage(HttpStatusCode.OK)
                    : Error(HttpStatusCode.NotFound, "QueueNotFound");
        }

        if (!_queues.TryGetValue(path[0], out var entries))
        {
            return Error(HttpStatusCode.NotFound, "QueueNotFound");
        }

        if (method == "GET")
        {
            return Receive(entries, int.Parse(query["numofmessages"] ?? "1", CultureInfo.InvariantCulture), Seconds(query));
        }

        if (method == "POST")
        {
            var added = Add(path[0], XElement.Parse(body).Element("MessageText")?.Value ?? "");
            return Xml(HttpStatusCode.Created, [added.ToXml(withText: false)]);
        }

        if (entries.Find(e => e.Id == path[2]) is not { } entry)
        {
            return Error(HttpStatusCode.NotFound, "MessageNotFound");
        }

        if (entry.Receipt != query["popreceipt"])
        {
            return Error(HttpStatusCode.BadRequest, "PopReceiptMismatch");
        }

        var done = new HttpResponseMessage(HttpStatusCode.NoContent);
        if (method == "DELETE")
        {
            entries.Remove(entry);
            return done;
        }

        entry.Receipt = NextId();
        entry.VisibleOn = time.GetUtcNow() + Seconds(query);
        done.Headers.Add("x-ms-popreceipt", entry.Receipt);
        done.Headers.Add("x-ms-time-next-visible", Stamp(entry.VisibleOn));
        return done;
    }

    private static TimeSpan Seconds(System.Collections.Specialized.NameValueCollection query) =>
        TimeSpan.FromSeconds(int.Parse(query["visibilitytimeout"] ?? "30", CultureInfo.InvariantCulture));

    private HttpResponseMessage Receive(List<Entry> entries, int most, TimeSpan hidden)
    {
        var now = time.GetUtcNow();
        var taken = entries.Where(e => e.VisibleOn <= now).OrderBy(e => e.VisibleOn).Take(most).ToList();
        foreach (var entry in taken)
        {
            entry.Receipt = NextId();
            entry.VisibleOn = now + hidden;
            entry.DequeueCount++;
        }

        return Xml(HttpStatusCode.OK, taken.Select(e => e.ToXml(withText: true)));
    }

    private static HttpResponseMessage Xml(HttpStatusCode status, IEnumerable<XElement> messages) => new(status)
    {
        Content = new StringContent(new XElement("QueueMessagesList", messages).ToString(), Encoding.UTF8, "application/xml"),
    };

    private Entry Add(string queue, string text)
    {
        var now = time.GetUtcNow();
        var entry = new Entry { Id = $"m{++_ids}", Text = text, Receipt = NextId(), InsertedOn = now, VisibleOn = now };
        _queues[queue].Add(entry);
        return entry;
    }

    private string NextId() => $"r{++_ids}";

    private void Tell()
    {
        List<Action> watchers;
        lock (_gate)
        {
            watchers = [.. _watchers];
        }

        watchers.ForEach(w => w());
    }

    private sealed class Unwatch(FakeQueues queues, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (queues._gate)
            {
                queues._watchers.Remove(changed);
            }
        }
    }

    private sealed class Entry
    {
        public required string Id { get; init; }

        public required string Text { get; init; }

        public required DateTimeOffset InsertedOn { get; init; }

        public required string Receipt { get; set; }

        public required DateTimeOffset VisibleOn { get; set; }

        public int DequeueCount { get; set; }

        public XElement ToXml(bool withText) => new(
            "QueueMessage",
            new XElement("MessageId", Id),
            new XElement("InsertionTime", Stamp(InsertedOn)),
            new XElement("ExpirationTime", Stamp(InsertedOn.AddDays(7))),
            new XElement("PopReceipt", Receipt),
            new XElement("TimeNextVisible", Stamp(VisibleOn)),
            withText ? new XElement("DequeueCount", DequeueCount) : null,
            withText ? new XElement("MessageText", Text) : null);
    }
}
