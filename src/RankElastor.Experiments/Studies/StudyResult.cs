namespace RankElastor.Experiments.Studies;

/// <summary>What a study found, and the page that shows it.</summary>
public sealed record StudyResult(IReadOnlyList<StudyVerdict> Verdicts, string Page);

/// <summary>One pair in one metric.</summary>
/// <param name="Metric">AUC, logloss or gAUC.</param>
/// <param name="Experiment">The experiment.</param>
/// <param name="Against">What it is compared with.</param>
/// <param name="Difference">Its metric less the other's.</param>
/// <param name="Low">Lower end of the 95 % interval over seeds and rows.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p-value after Holm over the metric's pairs.</param>
/// <param name="Verdict">better, worse, equal within the margin, or not decided with what could be detected.</param>
public sealed record StudyVerdict(
    string Metric, string Experiment, string Against, double Difference, double Low, double High, double P,
    string Verdict)
{
    internal static StudyVerdict Of(StudyPair pair)
    {
        var interval = pair.Gain.Both.Interval;
        return new(
            pair.Metric.Name, pair.Model, pair.Other, interval.Mean, interval.Low, interval.High, pair.P, pair.Verdict);
    }
}
