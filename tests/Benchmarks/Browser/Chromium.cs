using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OpsFunctions.Benchmarks.Browser;

/// <summary>A headless Chromium, spoken to in its remote debugging protocol. It is ended by its own process, whatever happens.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _guard = new(Longest);
    private int _id;
    private string? _session;
    private bool _isLoaded;

    private Chromium(Process process) => _process = process;

    /// <summary>Starts it; null where it is not installed.</summary>
    /// <param name="folder">Where its profile may lie.</param>
    public static async Task<Chromium?> StartAsync(string folder)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(path => Names.Select(name => Path.Combine(path, name))).FirstOrDefault(File.Exists);
        if (program is null)
            return null;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--window-size=1280,900",
            "--remote-debugging-port=0", $"--user-data-dir={Path.Combine(folder, "profile")}", "about:blank",
        ])
            start.ArgumentList.Add(argument);
        var browser = new Chromium(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page and returns when it has loaded.</summary>
    public async Task OpenAsync(Uri page)
    {
        var target = (await CallAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString();
        _session = (await CallAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId")
            .GetString();
        await CallAsync("Page.enable", new { });
        await CallAsync("Page.navigate", new { url = page.AbsoluteUri });
        while (!_isLoaded)
            Note(await ReceiveAsync());
        // The event comes from inside the load handler: a frame later its end is known, too.
        await EvaluateAsync("new Promise(requestAnimationFrame).then(() => 0)");
    }

    /// <summary>The value of an expression in the page; a promise is waited for.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        return answer.TryGetProperty("exceptionDetails", out var problem)
            ? throw new InvalidOperationException($"the page's script failed: {problem.GetRawText()}")
            : answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _guard.Dispose();
    }

    private async Task ConnectAsync()
    {
        const string told = "DevTools listening on ";
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException("Chromium ended before it could be spoken to"));
            else if (line.Data.StartsWith(told, StringComparison.Ordinal))
                address.TrySetResult(line.Data[told.Length..]);
        };
        // Both are read to their end, or the browser would wait for a reader.
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(new Uri(await address.Task.WaitAsync(_guard.Token)), _guard.Token);
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        var id = ++_id;
        var call = new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
            call["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, _guard.Token);
        while (true)
        {
            var message = await ReceiveAsync();
            Note(message);
            if (!message.TryGetProperty("id", out var of) || of.GetInt32() != id)
                continue;
            return message.TryGetProperty("result", out var result)
                ? result
                : throw new InvalidOperationException($"{method}: {message.GetRawText()}");
        }
    }

    // What has no id is an event; one of them is waited for.
    private void Note(JsonElement message) =>
        _isLoaded |= message.TryGetProperty("method", out var method) && method.GetString() is "Page.loadEventFired";

    private async Task<JsonElement> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var part = new byte[16 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(part.AsMemory(), _guard.Token);
            whole.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length));
    }
}
