using System.ComponentModel;
using System.Diagnostics;

namespace RankElastor.Experiments.Claims;

/// <summary>
/// Rules that were committed before a run: the lines "HASH ID" of <c>experiments/rules.lock</c> as the repository's
/// last commit has it, whatever the file in the folder says now. Outside a repository that holds one, the lock that
/// the program was built with.
/// </summary>
sealed class RuleLock
{
    /// <summary>The file, from the repository's root.</summary>
    public const string Path = "experiments/rules.lock";

    readonly HashSet<string> _hashes;

    RuleLock(string text, string where)
    {
        _hashes = [.. text.Split('\n').Select(line => line.Split(' ')[0]).Where(hash => hash.Length == 64)];
        Where = where;
    }

    /// <summary>Where the lock was read.</summary>
    public string Where { get; }

    /// <summary>Whether a rule was committed.</summary>
    public bool Has(string hash) => _hashes.Contains(hash);

    /// <summary>The lock that counts in a folder.</summary>
    public static RuleLock In(string folder) =>
        Git(folder, "show", "HEAD:" + Path) is { } committed
            ? new(committed, $"{Path} of commit {Git(folder, "rev-parse", "--short", "HEAD")?.Trim()}")
            : new(Built(), $"{Path} of this build");

    /// <summary>The lock of a text, for tests.</summary>
    public static RuleLock Of(string text) => new(text, "given");

    static string Built()
    {
        using var file = typeof(RuleLock).Assembly.GetManifestResourceStream("rules.lock");
        using var reader = new StreamReader(file ?? Stream.Null);
        return reader.ReadToEnd();
    }

    /// <summary>What git answers; null without git, and where it has no answer.</summary>
    static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            git.ErrorDataReceived += static (_, _) => { };
            git.BeginErrorReadLine();
            var answer = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
