using System.Diagnostics;
using System.Text;

namespace RankElastor.Tests.Cli;

/// <summary>
/// The built command line as a process of its own, for what cannot be tested in this one: signals and limits.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    readonly Process _process;
    readonly StringBuilder _error = new();
    readonly StringBuilder _output = new();

    ChildProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardError, start.RedirectStandardOutput, start.UseShellExecute) = (true, true, false);
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.OutputDataReceived += (_, line) =>
        {
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    static string Program => Path.Combine(AppContext.BaseDirectory, "RankElastor.Cli.dll");

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the command line.</summary>
    public static ChildProcess Start(params IEnumerable<string> arguments) =>
        new(new ProcessStartInfo(Host, ["exec", Program, .. arguments]));

    /// <summary>
    /// Runs it to the end with a disk of so many KiB mounted at <paramref name="disk"/>, visible to it alone, and
    /// copies what it left there to <paramref name="kept"/>. Null where this system does not let a test mount anything.
    /// </summary>
    public static ChildProcess? WithSmallDisk(
        int kibibytes, string disk, string kept, params IEnumerable<string> arguments)
    {
        const string Script = """
            mount -t tmpfs -o size="$1"k none "$2" || exit 77
            "${@:4}"; code=$?; cp -r "$2/." "$3"; exit $code
            """;
        if (!OperatingSystem.IsLinux() || new ChildProcess(
            new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "none", disk])).Wait() != 0)
        {
            return null;
        }

        return new ChildProcess(new ProcessStartInfo(
            "unshare",
            ["-rm", "bash", "-c", Script, "bash", $"{kibibytes}", disk, kept, Host, "exec", Program, .. arguments]));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Waits for the end and returns the exit code; 128 + n for signal n.</summary>
    public int Wait()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(5)), "the process does not end");
        _process.WaitForExit(); // the streams too
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
