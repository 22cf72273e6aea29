using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.FunctionsHost.Workers;

/// <summary>What <c>dotnet publish</c> wrote, as a process of its own.</summary>
/// <param name="directory">The published folder.</param>
/// <param name="environment">Variables beside those of this process: app settings.</param>
/// <param name="log">Gets what the process prints.</param>
public sealed class WorkerProcess(string directory, IReadOnlyDictionary<string, string?> environment, ILogger<WorkerProcess> log)
    : IWorkerLauncher
{
    public string AppDirectory { get; } = Path.GetFullPath(directory);

    /// <exception cref="InvalidOperationException">The folder holds no published app.</exception>
    public Task<IWorker> LaunchAsync(Uri endpoint, string workerId, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = AppDirectory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add(WorkerAssembly());
        foreach (var (name, value) in Arguments(endpoint, workerId))
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }

        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = AppDirectory;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = AppDirectory;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Task.FromResult<IWorker>(new Running(Process.Start(start)!, log));
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"The program dotnet, which runs the published app, cannot be started: {e.Message}", e);
        }
    }

    // Both spellings, as the official host sends them.
    private static IEnumerable<(string Name, string Value)> Arguments(Uri endpoint, string workerId)
    {
        var longest = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        return
        [
            ("--host", endpoint.Host), ("--port", endpoint.Port.ToString(CultureInfo.InvariantCulture)), ("--workerId", workerId),
            ("--requestId", workerId), ("--grpcMaxMessageLength", longest), ("--functions-uri", endpoint.ToString()),
            ("--functions-worker-id", workerId), ("--functions-request-id", workerId), ("--functions-grpc-max-message-length", longest),
        ];
    }

    private string WorkerAssembly()
    {
        var file = Path.Combine(AppDirectory, "worker.config.json");
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllText(file));
            var path = config.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString()!;
            return Path.Combine(AppDirectory, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            throw new InvalidOperationException(
                $"'{AppDirectory}' holds no published function app: {file}: {e.Message} Run dotnet publish first.", e);
        }
    }

    private sealed class Running : IWorker
    {
        private const int MostLastWords = 20;

        // Time a worker gets to end after it was told to.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

        private readonly Process _process;
        private readonly Queue<string> _lastWords = new();
        private readonly Lock _gate = new();

        public Running(Process process, ILogger log)
        {
            _process = process;
            _process.OutputDataReceived += (_, line) => Hear(line.Data, log);
            _process.ErrorDataReceived += (_, line) => Hear(line.Data, log);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Ended = EndAsync();
        }

        public Task<string> Ended { get; }

        public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });

        public async Task ListeningAsync(Uri? address, CancellationToken cancellation)
        {
            while (address is not null && !await TakesAsync(address, cancellation))
            {
                await Task.Delay(BetweenLooks, cancellation);
            }
        }

        public bool Kill()
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It has ended and was cleared away in between.
            }

            return true;
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await Ended.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                Kill();
                await Ended;
            }

            Http.Dispose();
            _process.Dispose();
        }

        private static async Task<bool> TakesAsync(Uri address, CancellationToken cancellation)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, cancellation);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private async Task<string> EndAsync()
        {
            await _process.WaitForExitAsync();
            lock (_gate)
            {
                var words = string.Join(Environment.NewLine, _lastWords);
                return string.Create(
                    CultureInfo.InvariantCulture, $"exit code {_process.ExitCode}{(words.Length == 0 ? "" : ": ")}{words}");
            }
        }

        private void Hear(string? line, ILogger log)
        {
            if (string.IsNullOrEmpty(line))
            {
                return;
            }

            HostLog.WorkerPrints(log, line);
            lock (_gate)
            {
                _lastWords.Enqueue(line);
                if (_lastWords.Count > MostLastWords)
                {
                    _lastWords.Dequeue();
                }
            }
        }
    }
}
