using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Threads;
using RankElastor.Report.Drawing;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// An experiment with a seed: its run, and what its best weights answer to the test rows, <c>test_scores.npy</c> in the
/// run's folder. With both it is finished.
/// </summary>
sealed class StudyUnit(Experiment experiment, string study) : ISharedUnit<FinishedUnit>
{
    const double Rounding = 1e-5; // of AUC, between scoring in the run and from its saved weights

    readonly KeptRun _run = new(experiment);

    /// <summary>The experiment and the seed.</summary>
    public string Name => experiment.RunName;

    /// <summary>Held by the process that works on it.</summary>
    public string Claim => _run.Folder + ".unit.lock";

    string Scores => Path.Combine(_run.Folder, "test_scores.npy");

    /// <summary>The finished unit, or null.</summary>
    public FinishedUnit? Read() => File.Exists(Scores) && _run.Result is { } result ? Finished(result) : null;

    /// <summary>Trains or goes on, and writes the scores; the caller holds the claim.</summary>
    /// <exception cref="InputException">Test rows are not those of the other units, or there are none.</exception>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public FinishedUnit Make(ITrainingProgress progress, CancellationToken stop)
    {
        if (_run.Result is not { } result)
        {
            DurableFile.Delete(Scores); // of a run with other options
            using var ended = _run.Finish(progress, stop);
            result = ended.Result;
        }

        var machine = experiment.Machine.Start();
        using var data = experiment.Prepare(null, machine.Workers, stop);
        using var ranker = Ranker.Load(_run.Folder, experiment.Models, experiment.Machine);
        if (ranker.Labels.Count != 1 || ranker.Model.Schema.IsNumber(0))
        {
            throw InputException.At(
                experiment.Id, $"the labels {string.Join(", ", ranker.Labels)}", "one label of 0 and 1");
        }

        var answers = Answers(data, ranker, machine);
        var auc = Auc.Of(answers.Probabilities, answers.Labels);
        if (result.Test.TryGetValue("AUC", out var known) && Math.Abs(auc - known) > Rounding)
        {
            throw InputException.At(
                _run.Folder, $"weights or test rows with a test AUC of {Figures.Fixed(auc, 6)}",
                $"those of its result, {Figures.Fixed(known, 6)}");
        }

        TestRows.Of(answers).Keep(study, _run.Folder);
        NpyFile.Write<float>(Scores, answers.Probabilities.ToArray());
        return Finished(result);
    }

    FinishedUnit Finished(ResultRecord result) =>
        new(experiment.Id, result, RunDirectory.ManifestOf(_run.Folder)!.DataHash, Scores);

    Predictions Answers(PreparedData data, Ranker ranker, Machine machine)
    {
        var test = data.Test
            ?? throw InputException.At(experiment.Data.DatasetId, "no test_data", "rows to compare on");
        var group = ranker.Options.GroupId;
        return new Evaluator(ranker.Model, group is null ? [] : [Metric.GroupedAuc], group, machine)
            .Predict(new StoreBatches(test, ranker.Options.BatchSize, 0, shuffle: false));
    }
}

/// <summary>A unit with its result and scores.</summary>
/// <param name="Experiment">Its id.</param>
/// <param name="Result">How the run ended.</param>
/// <param name="DataHash">Of the data that it was trained on.</param>
/// <param name="ScoresFile">One probability per test row.</param>
sealed record FinishedUnit(string Experiment, ResultRecord Result, string DataHash, string ScoresFile)
{
    readonly Lazy<float[]> _scores = new(() => NpyFile.Read<float>(ScoresFile));

    /// <summary>One probability per test row.</summary>
    public float[] Scores => _scores.Value;

    /// <summary>The last site with a matrix per row, null where the model has none.</summary>
    public string? LastSite => Result.Spectra.Keys.LastOrDefault();

    /// <summary>A measure there; NaN without.</summary>
    public double Last(string measure) =>
        LastSite is { } site ? Result.Spectra[site].GetValueOrDefault(measure, double.NaN) : double.NaN;
}
