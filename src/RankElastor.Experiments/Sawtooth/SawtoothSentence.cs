namespace RankElastor.Experiments.Sawtooth;

/// <summary>A sentence of the paper, or of the theory notes against it, with how to judge it.</summary>
/// <param name="Key">Short and stable.</param>
/// <param name="Statement">The sentence.</param>
/// <param name="Expected">What would make it hold.</param>
/// <param name="Tolerance">How far off is still right, or empty.</param>
/// <param name="IsThePapers">Whether the paper says it, of trained weights; others are of initial weights.</param>
/// <param name="Judge">Numbers and verdict for a data set and a variant.</param>
sealed record SawtoothSentence(
    string Key, string Statement, string Expected, string Tolerance, bool IsThePapers,
    Func<DatasetRuns, string, (string Numbers, string Verdict)> Judge)
{
    /// <summary>The sentence on one data set, in one variant.</summary>
    public SawtoothFinding On(DatasetRuns data, string variant)
    {
        var (numbers, verdict) = Judge(data, variant);
        var losses = data.Models.Select(model =>
            $"{model.Model} validation logloss {model.Loss(trained: IsThePapers).Level(4)}");
        return new SawtoothFinding(this, data.Dataset, variant, numbers, verdict, string.Join(", ", losses));
    }
}
