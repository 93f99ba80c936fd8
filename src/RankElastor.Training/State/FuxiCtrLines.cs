namespace RankElastor.Training.State;

/// <summary>Hears the events of a run and says them in FuxiCTR's exact words, which people search for.</summary>
sealed class FuxiCtrLines(ITrainingProgress progress)
{
    public void EpochStarts(TrainingState state) =>
        progress.Note($"************ Epoch={state.PresentEpoch} start ************");

    public void EpochEnds(TrainingState state)
    {
        if (!state.Stopped)
        {
            progress.Note($"************ Epoch={state.PresentEpoch} end ************");
        }
    }

    public void TrainLoss(double loss) => Say($"Train loss: {loss:F6}");

    /// <summary>One line, or with several labels one for each.</summary>
    public void Metrics(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> byLabel)
    {
        foreach (var (label, metrics) in byLabel)
        {
            var values = metrics.Select(metric => FormattableString.Invariant($"{metric.Key}: {metric.Value:F6}"));
            progress.Note((byLabel.Count > 1 ? $"[Task: {label}]" : "") + "[Metrics] " + string.Join(" - ", values));
        }
    }

    public void Improved(string mode, double value) => Say($"Save best model: monitor({mode})={value:F6}");

    public void NotImproved(string mode, double value) => Say($"Monitor({mode})={value:F6} STOP!");

    public void RateReduced(double rate) => Say($"Reduce learning rate on plateau: {rate:F6}");

    public void StoppedEarly(TrainingState state) =>
        progress.Note($"********* Epoch={state.PresentEpoch} early stop *********");

    public void Resumed(TrainingState state) =>
        progress.Note($"Resumed after step {state.Step} (epoch {state.PresentEpoch}).");

    public void Finished() => progress.Note("Training finished.");

    public void BestLoaded(string path) => progress.Note($"Load best model: {path}");

    void Say(FormattableString line) => progress.Note(FormattableString.Invariant(line));
}
