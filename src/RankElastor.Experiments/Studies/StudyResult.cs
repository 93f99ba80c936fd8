namespace RankElastor.Experiments.Studies;

/// <summary>What a study found on one data set, and the page that shows it.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Models">A line for each experiment and metric, experiments in order.</param>
/// <param name="Verdicts">A line for each metric and pair.</param>
/// <param name="Page">The page's file.</param>
public sealed record StudyResult(
    string Dataset, IReadOnlyList<StudyScore> Models, IReadOnlyList<StudyVerdict> Verdicts, string Page);

/// <summary>One experiment in one metric over the seeds.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Metric">AUC, logloss or gAUC.</param>
/// <param name="Mean">Over seeds.</param>
/// <param name="Deviation">The standard deviation over seeds.</param>
public sealed record StudyScore(string Experiment, string Metric, double Mean, double Deviation);

/// <summary>One pair in one metric.</summary>
/// <param name="Metric">AUC, logloss or gAUC.</param>
/// <param name="Experiment">The experiment, or the name of another sum than a pair.</param>
/// <param name="Against">What it is compared with; of another sum the sum.</param>
/// <param name="Difference">Its metric less the other's, or the sum.</param>
/// <param name="Low">Lower end of the 95 % interval over seeds and rows.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p-value after Holm over the metric's pairs.</param>
/// <param name="Verdict">
/// better or worse (of another sum holds or refuted), equal within the margin, or not decided with what could be
/// detected.
/// </param>
public sealed record StudyVerdict(
    string Metric, string Experiment, string Against, double Difference, double Low, double High, double P,
    string Verdict)
{
    /// <summary>What is judged, in words.</summary>
    public string Text => Contrast.Text(name => name);

    internal StudyContrast Contrast { get; private init; } = StudyContrast.Pair(Experiment, Against);

    internal static StudyVerdict Of(StudyPair pair)
    {
        var (contrast, interval) = (pair.Contrast, pair.Gain.Both.Interval);
        return new(
            pair.Metric.Name, contrast.Head, contrast.Tail, interval.Mean, interval.Low, interval.High, pair.P,
            pair.Verdict)
        {
            Contrast = contrast,
        };
    }
}
