namespace OpsFunctions.FunctionsHost.Workers;

/// <summary>Starts the app's worker; again where it has died.</summary>
public interface IWorkerLauncher
{
    /// <summary>The app's folder.</summary>
    string AppDirectory { get; }

    /// <summary>Starts a worker that dials <paramref name="endpoint"/> and says that it is <paramref name="workerId"/>.</summary>
    Task<IWorker> LaunchAsync(Uri endpoint, string workerId, CancellationToken cancellation);
}

/// <summary>A worker that was started.</summary>
public interface IWorker : IAsyncDisposable
{
    /// <summary>Completes when it has ended, with how: an exit code and its last words.</summary>
    Task<string> Ended { get; }

    /// <summary>The way to the worker's own web server.</summary>
    HttpMessageInvoker Http { get; }

    /// <summary>Completes when its web server takes connections, which may be after it has named its address.</summary>
    Task ListeningAsync(Uri? address, CancellationToken cancellation);

    /// <summary>Ends it at once; false where only an end of this process ends it.</summary>
    bool Kill();
}
