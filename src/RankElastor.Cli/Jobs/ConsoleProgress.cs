using System.Diagnostics;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Training.State;

namespace RankElastor.Cli.Jobs;

/// <summary>FuxiCTR's lines on stderr, and on a terminal a live line with the step, the loss and the speed.</summary>
sealed class ConsoleProgress(Terminal terminal) : ITrainingProgress, IProgress<string>
{
    readonly Stopwatch _sinceShown = Stopwatch.StartNew();

    public void Note(string line)
    {
        terminal.EndStatus();
        terminal.Note(line);
    }

    public void Warn(string line)
    {
        terminal.EndStatus();
        terminal.Warn(line);
    }

    public void Report(string value) => Note(value);

    public void Advance(in StepProgress progress)
    {
        if (!terminal.Live || _sinceShown.ElapsedMilliseconds < 200)
        {
            return;
        }

        _sinceShown.Restart();
        var step = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}  step {progress.StepInEpoch}/{progress.StepsPerEpoch}");
        terminal.Status(
            step + string.Create(
                CultureInfo.InvariantCulture,
                $"  loss {progress.Loss:0.0000}  {progress.SamplesPerSecond:N0} samples/s"));
    }
}
