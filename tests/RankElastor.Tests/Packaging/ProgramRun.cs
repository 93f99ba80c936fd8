using System.Diagnostics;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Packaging;

/// <summary>A program that ran to its end in a process of its own.</summary>
/// <param name="ExitCode">0 where all went well.</param>
/// <param name="Output">What it wrote, errors included.</param>
sealed record ProgramRun(int ExitCode, string Output)
{
    static readonly TimeSpan _limit = TimeSpan.FromMinutes(10);

    /// <summary>The program that runs .NET programs.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs a program in a folder; no compiler or build server stays behind.</summary>
    /// <param name="folder">The folder; outside the repository, what is cached lies below it and goes with it.</param>
    /// <param name="program">The file.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ProgramRun> Of(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (folder != SourceTree.Root)
        {
            start.Environment.Remove("NUGET_PACKAGES"); // a configuration in the folder says where packages go
            start.Environment["RANKELASTOR_CACHE"] = Path.Combine(folder, "cache");
        }

        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramRun(process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The output of a program that must end well.</summary>
    public static async Task<string> Well(string folder, string program, params IEnumerable<string> arguments)
    {
        var run = await Of(folder, program, arguments);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}:\n{run.Output}");
        return run.Output;
    }
}
