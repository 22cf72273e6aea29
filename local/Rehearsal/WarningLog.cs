using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Keeps what the app warned of during a rehearsal, for a file beside the reports.</summary>
internal sealed class WarningLog : ILoggerProvider
{
    // A rehearsal that warns more often than this is broken anyway; memory stays bounded.
    private const int Most = 10_000;

    private readonly ConcurrentQueue<string> _lines = new();
    private int _count;

    public int Count => _count;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void WriteTo(string file)
    {
        // A file of an earlier rehearsal would speak of the wrong one.
        File.Delete(file);
        if (!_lines.IsEmpty)
            File.WriteAllLines(file, _lines);
    }

    public void Dispose()
    {
    }

    private sealed class Writer(WarningLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && Interlocked.Increment(ref owner._count) <= Most)
                owner._lines.Enqueue(string.Create(
                    CultureInfo.InvariantCulture, $"{logLevel} {category}: {formatter(state, exception)} {exception}"));
        }
    }
}
