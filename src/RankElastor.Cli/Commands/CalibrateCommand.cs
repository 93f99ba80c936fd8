using System.CommandLine;
using RankElastor.Cli.Jobs;
using RankElastor.Cli.Shell;
using RankElastor.Training.Calibration;
using RankElastor.Training.Options;

namespace RankElastor.Cli.Commands;

/// <summary>calibrate: recalibrates the probabilities of a finished run by its validation rows.</summary>
static class CalibrateCommand
{
    public static Command Create(VerbContext context)
    {
        var shared = new SharedOptions();
        var run = new Option<string>("--run") { Description = "Run directory.", Required = true };
        var named = new Option<string>("--method")
        {
            Description = $"{TrainingOptionsReader.Calibration.Allowed}; none removes a recalibration.",
            DefaultValueFactory = _ => "isotonic",
        };
        var command = SharedOptions.With(
            new Command("calibrate", """
                Fit a map from a run's probabilities to calibrated ones on its validation rows, show what it does to
                validation and test rows, and keep it in the run's folder for evaluate, predict and the library.
                Example: rankelastor calibrate --run runs/DNN_frappe_x1_seed2021 --method isotonic
                """),
            [run, named, shared.DataRoot, shared.Cache, .. shared.MachineSwitches, shared.Json]);
        command.SetAction(parsed =>
        {
            var terminal = context.Terminal(parsed.GetValue(shared.Json));
            var (folder, machine) = (parsed.GetValue(run)!, shared.Machine(parsed));
            var method = TrainingOptionsReader.Calibration.Value(named.Name, parsed.GetValue(named)!);
            if (method == CalibrationMethod.None)
            {
                var removed = RunCalibration.Remove(folder);
                terminal.Line(removed ? $"{folder}: recalibration removed" : $"{folder}: no recalibration was there");
                terminal.Result(new CalibrationRemoved(removed));
                return ExitCode.Done;
            }

            var record = RunCalibration.Of(
                folder, method, parsed.GetValue(shared.DataRoot), parsed.GetValue(shared.Cache)!, machine,
                new ConsoleProgress(terminal));
            CalibrationLines.Print(terminal, record, CalibrationFile.Of(folder));
            terminal.Result(record);
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>What calibrate --method none prints with --json.</summary>
sealed record CalibrationRemoved(bool Removed);
