using System.CommandLine;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Files;
using RankElastor.Training.Regression;

namespace RankElastor.Cli.Commands;

/// <summary>gate: whether a finished run holds up against a baseline, as an exit code.</summary>
static class GateCommand
{
    public static Command Create(VerbContext context)
    {
        var run = new Option<string>("--run") { Description = "Run directory.", Required = true };
        var baseline =
            new Option<string>("--baseline") { Description = "Run directory to hold it against.", Required = true };
        var limits = new Limits();
        var anyData = new Option<bool>("--any-data") { Description = "Compare runs of different data too." };
        var json = VerbContext.JsonOption();
        var command = SharedOptions.With(
            new Command("gate", """
                Compare a finished run with a baseline: exit code 0 where AUC, logloss, ranks and calibration hold up,
                1 where one does not.
                Metrics are those of the test split, or of validation where a run has no test split.
                Example: rankelastor gate --run runs/RankElastor_frappe_x1_seed2022 \
                  --baseline runs/RankElastor_frappe_x1_seed2021
                """),
            [run, baseline, .. limits.All, anyData, json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(json));
            var result = RegressionTest.Compare(
                FinishedRun.Load(parsed.GetValue(run)!), FinishedRun.Load(parsed.GetValue(baseline)!),
                limits.Read(parsed) with { AnyData = parsed.GetValue(anyData) });
            Print(terminal, result);
            terminal.Result(result);
            return result.Passed ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    static void Print(Terminal terminal, RegressionResult result)
    {
        foreach (var check in result.Checks)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{(check.Ok ? "ok" : "FAILED"),-6}  {check.What,-36}  run {check.Run:0.000000}  "
                    + $"baseline {check.Baseline:0.000000}  limit {check.Relation} {check.Limit:0.000000}"));
        }

        foreach (var note in result.Notes)
        {
            terminal.Note(note);
        }

        var failed = result.Checks.Count(check => !check.Ok);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.Passed ? "passed" : "failed")}: {result.Checks.Count - failed} of "
                + $"{result.Checks.Count} checks hold"));
    }

    sealed class Limits
    {
        readonly Option<double?> _auc = Number(
            "--min-auc-delta",
            $"The least AUC of the run minus the baseline's (default {Text(RegressionLimits.AucDelta)}).");
        readonly Option<double?> _logloss = Number(
            "--max-logloss-delta",
            $"The largest logloss of the run minus the baseline's (default {Text(RegressionLimits.LoglossDelta)}).");
        readonly Option<double?> _rank = Number(
            "--min-rank-ratio",
            $"The least rank of the run over the baseline's (default {Text(RegressionLimits.RankRatio)}).");
        readonly Option<string?> _measure = new("--rank-measure")
        {
            Description =
                $"A measure, compared at every site that both runs have, or MEASURE/SITE for one (default "
                    + $"{RegressionLimits.RankVariant}).",
        };
        readonly Option<double?> _calibrationDelta = Number(
            "--max-calibration-delta",
            $"How much further from 1 predicted over observed clicks may be than the baseline's (default "
                + $"{Text(RegressionLimits.CalibrationDelta)}).");
        readonly Option<double?> _calibrationError = Number(
            "--max-calibration-error",
            "How far from 1 predicted over observed clicks may be, whatever the baseline's; instead of "
                + "--max-calibration-delta.");
        readonly Option<double?> _ece = Number(
            "--max-ece-delta",
            $"The largest expected calibration error of the run minus the baseline's (default "
                + $"{Text(RegressionLimits.EceDelta)}).");

        public IEnumerable<Option> All => [_auc, _logloss, _rank, _measure, _calibrationDelta, _calibrationError, _ece];

        public RegressionLimits Read(ParseResult parsed) => new()
        {
            MinAucDelta = Value(parsed, _auc, double.MinValue),
            MaxLoglossDelta = Value(parsed, _logloss, double.MinValue),
            MinRankRatio = Value(parsed, _rank, 0),
            RankMeasure = parsed.GetValue(_measure),
            MaxCalibrationDelta = Value(parsed, _calibrationDelta, 0),
            MaxCalibrationError = Value(parsed, _calibrationError, 0),
            MaxEceDelta = Value(parsed, _ece, double.MinValue),
        };

        static double? Value(ParseResult parsed, Option<double?> option, double least)
        {
            var value = parsed.GetValue(option);
            return value is { } number && !(double.IsFinite(number) && number >= least)
                ? throw InputException.At(option.Name, Text(number), least == 0 ? "a number >= 0" : "a finite number")
                : value;
        }

        static Option<double?> Number(string name, string description) => new(name) { Description = description };

        static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
