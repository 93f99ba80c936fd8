using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Experiments.Reference;

namespace RankElastor.Cli.Commands;

/// <summary>verify: replay the reference implementation's cases.</summary>
static class VerifyCommand
{
    public static Command Create(VerbContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder with index.json and the cases." };
        var filter = new Option<string?>("--filter") { Description = "Only cases whose name contains this." };
        var shared = new SharedOptions();
        var command = SharedOptions.With(
            new Command("verify", """
                Replay reference cases tensor by tensor: activations, outputs, gradients, weights after three steps.
                Example: rankelastor verify ../shared/fixtures
                """),
            [filter, shared.Threads, shared.NoKeepMemory, shared.NoOneDnn, shared.Json]);
        command.Add(folder);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            shared.Machine(parsed).Start();
            var results = ReferenceReplay.Run(parsed.GetValue(folder)!, parsed.GetValue(filter), new Cases(terminal));
            int Count(ReferenceOutcome outcome) => results.Count(result => result.Outcome == outcome);
            var passed = Count(ReferenceOutcome.Passed);
            var failed = Count(ReferenceOutcome.Failed);
            var skipped = Count(ReferenceOutcome.Skipped);
            terminal.Result(new VerifyResult(passed, failed, skipped, [.. results.Select(VerifyCase.Of)]));
            terminal.Line($"{passed} passed, {failed} failed, {skipped} skipped");
            return failed == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    sealed class Cases(Terminal terminal) : IProgress<ReferenceResult>
    {
        public void Report(ReferenceResult value)
        {
            var worst = value.Worst is { } tensor
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"  worst {tensor.Tensor} {tensor.Error:0.0e+0} of {tensor.Tolerance:0.0e+0}")
                : "";
            var reason = value.Reason is { Length: > 0 } text ? $"  {text}" : "";
            terminal.Line($"{value.Outcome.ToString().ToLowerInvariant(),-7} {value.Name}{worst}{reason}");
        }
    }
}

/// <summary>What verify prints with --json.</summary>
sealed record VerifyResult(int Passed, int Failed, int Skipped, IReadOnlyList<VerifyCase> Cases);

/// <summary>One case; <c>Ok</c> is null for a skipped one.</summary>
sealed record VerifyCase(string Name, bool? Ok, WorstTensor? Worst, string? Reason)
{
    public static VerifyCase Of(ReferenceResult result) =>
        new(
            result.Name, result.Outcome == ReferenceOutcome.Skipped ? null : result.Outcome == ReferenceOutcome.Passed,
            result.Worst, result.Reason);
}
