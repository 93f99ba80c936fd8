using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using RankElastor.Cli.Bench;
using RankElastor.Cli.Commands;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.State;

namespace RankElastor.Cli;

/// <summary>The verbs.</summary>
static partial class Application
{
    const string Name = "rankelastor";

    /// <summary>
    /// Runs a verb and returns its exit code; <paramref name="listen"/> is asked for the signal to stop.
    /// </summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, Func<CancellationToken> listen)
    {
        using var steadyOutput = new SteadyWriter(output);
        using var steadyError = new SteadyWriter(error);
        var code = RunVerb(args, steadyOutput, steadyError, listen);
        if (steadyOutput.Failure is { } lost && code == ExitCode.Done)
        {
            steadyError.WriteLine($"rankelastor: stdout: cannot write: {OneLine(lost.Message)}");
            return ExitCode.BadInput;
        }

        return code;
    }

    static int RunVerb(string[] args, TextWriter output, TextWriter error, Func<CancellationToken> listen)
    {
        var context = new VerbContext(output, error, listen)
        {
            CommandLine = $"{Name} {string.Join(' ', args)}",
        };
        var root = Root(context);
        var parsed = root.Parse(Ordered(args, [.. root.Subcommands.Select(verb => verb.Name)]));
        if (Misuse(parsed) is { } misuse)
        {
            error.WriteLine($"rankelastor: {OneLine(misuse)} (see {Verb(parsed)} --help)");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
#pragma warning disable CA1031 // the last catch: nothing may end the process with a trace on stderr
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            var (code, line) = End(parsed, args, Cause(thrown));
            error.WriteLine($"rankelastor: {OneLine(line)}");
            return code;
        }
    }

    /// <summary><c>help VERB</c> as <c>VERB --help</c>, and options in front of a verb behind it.</summary>
    static string[] Ordered(string[] args, string[] verbs)
    {
        if (args is [] or ["help", ..])
        {
            return [.. args.Skip(1), "--help"];
        }

        var verb = Array.FindIndex(args, verbs.Contains);
        return verb > 0 && args[0] is ['-', '-', not 'h' and not 'v', ..]
            ? [.. args[verb..], .. args[..verb]]
            : args;
    }

    static (int Code, string Line) End(ParseResult parsed, string[] args, Exception cause) => cause switch
    {
        InputException or IOException or UnauthorizedAccessException => (ExitCode.BadInput, cause.Message),
        DivergedException => (ExitCode.Failed, cause.Message),
        ChildFailedException failed => (failed.Code, cause.Message),
        RunInterruptedException => (ExitCode.Interrupted, cause.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        _ => (ExitCode.Crashed, CrashFile.Write(OutFolder(parsed), args, cause)),
    };

    /// <summary>What several threads threw is one thing that went wrong.</summary>
    static Exception Cause(Exception thrown) => thrown is not AggregateException several ? thrown
        : several.Flatten().InnerExceptions.OfType<InputException>().FirstOrDefault() ?? several.GetBaseException();

    static string? OutFolder(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(option => option.Name == "--out")
        is { } folder ? parsed.GetValue(folder) : null;

    /// <summary>A plain command: System.CommandLine's root would be called as the assembly is.</summary>
    static Command Root(VerbContext context)
    {
        var root = new Command(
            Name, "Train ranking models and see, while they train, whether their representations collapse.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        foreach (var verb in (Command[])
        [
            DemoCommand.Create(context),
            RunCommand.Create(context),
            TuneCommand.Create(context),
            StudyCommand.Create(context),
            PrepareCommand.Create(context),
            EvaluateCommand.Create(context),
            PredictCommand.Create(context),
            CalibrateCommand.Create(context),
            InspectCommand.Create(context),
            GateCommand.Create(context),
            ReportCommand.Create(context),
            VerifyCommand.Create(context),
            BenchCommand.Create(context),
            LabCommand.Create(context),
        ])
        {
            root.Add(verb);
        }

        return root;
    }

    static string? Misuse(ParseResult parsed)
    {
        if (parsed.Action is HelpAction)
        {
            return null;
        }

        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var command = parsed.CommandResult.Command;
            var known = command.Subcommands.Select(verb => verb.Name)
                .Concat(command.Options.Select(option => option.Name));
            return $"unrecognised '{unknown}'{NearMiss.Hint(unknown, known)}";
        }

        return parsed.Errors.Count > 0
            ? string.Join(" ", parsed.Errors.Select(error => Typed(error.Message)).Distinct())
            : parsed.Tokens.Any(token => token.Value.Length == 0) ? "an option or argument is empty"
            : null;
    }

    /// <summary>The message with the type in words: System.Nullable`1[System.Int32] is a whole number.</summary>
    static string Typed(string message) => ExpectedType().Replace(
        message, match => match.Groups[1].Value.StartsWith("Int", StringComparison.Ordinal)
            ? "as a whole number"
            : "as a number");

    [GeneratedRegex(@"as expected type '(?:System\.)?(?:Nullable`1\[(?:System\.)?)?(\w+)[^']*'")]
    private static partial Regex ExpectedType();

    static string Verb(ParseResult parsed)
    {
        var verb = parsed.CommandResult.Command;
        return verb.Name == Name ? Name : $"{Name} {verb.Name}";
    }

    static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
