using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RankElastor.Cli.Shell;

/// <summary>A verb of this program that ran in a process of its own.</summary>
/// <param name="ExitCode">Its exit code; 128 + n where signal n ended it.</param>
/// <param name="Complaint">The last line of its stderr.</param>
/// <param name="ProcessorSeconds">Processor time of all its threads; NaN where the system does not tell.</param>
/// <param name="WallSeconds">From start to end.</param>
sealed record OwnProcess(int ExitCode, string Complaint, double ProcessorSeconds, double WallSeconds)
{
    const int Children = -1; // RUSAGE_CHILDREN: those that have ended

    /// <summary>Runs a verb to its end; its output is not shown. One at a time: their times are added up.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>: the process was killed.</exception>
    public static OwnProcess Run(IEnumerable<string> arguments, CancellationToken stop)
    {
        var (before, clock, last) = (ProcessorSecondsOfChildren(), Stopwatch.StartNew(), "");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Program, [.. Assembly, .. arguments])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => last = string.IsNullOrWhiteSpace(line.Data) ? last : line.Data;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (stop.Register(() => Kill(process)))
        {
            process.WaitForExit();
        }

        stop.ThrowIfCancellationRequested();
        var processor = OperatingSystem.IsWindows()
            ? process.TotalProcessorTime.TotalSeconds
            : ProcessorSecondsOfChildren() - before;
        return new OwnProcess(process.ExitCode, last, processor, clock.Elapsed.TotalSeconds);
    }

    static string Program => Environment.ProcessPath ?? throw new InvalidOperationException("no path of the process");

    /// <summary>What <c>dotnet</c> needs in front of the arguments.</summary>
    static string[] Assembly =>
        Path.GetFileNameWithoutExtension(Program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [typeof(OwnProcess).Assembly.Location]
            : [];

    static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended
        }
    }

    static double ProcessorSecondsOfChildren()
    {
        var usage = new long[32]; // two times of seconds and microseconds, and counts that nobody asks for
        return OperatingSystem.IsWindows() || GetUsage(Children, usage) != 0
            ? double.NaN
            : usage[0] + usage[2] + 1e-6 * ((int)usage[1] + (int)usage[3]);
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int GetUsage(int who, [Out] long[] usage);
}
