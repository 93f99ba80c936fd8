using System.Runtime.InteropServices;
using RankElastor.Data.Files;

namespace RankElastor.Cli.Shell;

/// <summary>
/// SIGINT (Ctrl-C), SIGTERM and SIGHUP. A verb that asks for the token stops by itself: it finishes its step and
/// saves. Any other verb, and any verb at the second signal, ends at once, and its temporary files with it.
/// </summary>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _signals;
    volatile bool _stopsByItself;

    public Interruption() => _signals =
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Where(signal => !IsIgnored(signal))
            .Select(signal => PosixSignalRegistration.Create(signal, OnSignal)),
    ];

    /// <summary>The token of a verb that stops by itself.</summary>
    public CancellationToken Listen()
    {
        _stopsByItself = true;
        return _source.Token;
    }

    public void Dispose()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _source.Dispose();
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stopsByItself && !_source.IsCancellationRequested)
        {
            _source.Cancel();
            return;
        }

        Leftovers.DeleteAll();
        new SteadyWriter(Console.Error).WriteLine("rankelastor: interrupted");
        End(ExitCode.Interrupted);
    }

    /// <summary>At once: native threads may be anywhere, and must not see the process being taken down.</summary>
    static void End(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        ExitNow(code);
    }

    /// <summary>Whether the process was started so that it ignores a signal, as <c>nohup</c> does.</summary>
    static bool IsIgnored(PosixSignal signal)
    {
        const string Status = "/proc/self/status";
        var number = signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGINT => 2, _ => 15 };
        var line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(text => text.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        return line is not null && (Convert.ToUInt64(line[7..].Trim(), 16) >> (number - 1) & 1) == 1;
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern void ExitNow(int code);
}
