using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Training.State;

namespace RankElastor.Cli.Jobs;

/// <summary>FuxiCTR's lines on stderr, and on a terminal a live line with the step, the loss and the speed.</summary>
sealed class ConsoleProgress(Terminal terminal) : ITrainingProgress
{
    readonly System.Diagnostics.Stopwatch _sinceShown = System.Diagnostics.Stopwatch.StartNew();

    public void Say(string line)
    {
        terminal.EndStatus();
        terminal.Note(line);
    }

    public void Advance(in StepProgress progress)
    {
        if (!terminal.Live || _sinceShown.ElapsedMilliseconds < 200)
        {
            return;
        }

        _sinceShown.Restart();
        terminal.Status(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}  step {progress.StepInEpoch}/{progress.StepsPerEpoch}  loss {progress.Loss:0.0000}  {progress.SamplesPerSecond:N0} samples/s"));
    }
}
