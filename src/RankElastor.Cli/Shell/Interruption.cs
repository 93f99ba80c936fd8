using System.Runtime.InteropServices;

namespace RankElastor.Cli.Shell;

/// <summary>
/// Ctrl-C or a termination signal asks the job to finish its step, save and stop; a second Ctrl-C ends the process at
/// once.
/// </summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        Console.CancelKeyPress += OnCancelKey;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        _terminate.Dispose();
        _source.Dispose();
    }

    void OnCancelKey(object? sender, ConsoleCancelEventArgs args)
    {
        args.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
