using RankElastor.Report.Reading;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Propagation;

/// <summary>What probes read at a site of a run's kept weights; NaN where a site has no such number.</summary>
/// <param name="Rank">Entropy rank on singular values: the mean over rows, or of the batch where rows are vectors.
/// </param>
/// <param name="Ratio">Its ratio to matrices without structure.</param>
/// <param name="Centred">The batch's, of all its tokens without their mean.</param>
/// <param name="Cosine">Mean cosine of pairs of tokens of a row, or of pairs of rows where they are vectors.</param>
sealed record SiteReading(double Rank, double Ratio, double Centred, double Cosine)
{
    /// <summary>By site in the model's order.</summary>
    public static IReadOnlyDictionary<string, SiteReading> Of(RunView run) =>
        run.Health.Subjects(SubjectKind.Batch).Union(run.Sites).ToDictionary(site => site, site => Of(run, site));

    static SiteReading Of(RunView run, string site)
    {
        var rows = run.Trained?.At(site, SpectrumMeasures.EntropyRankSv);
        var batch = run.Health.At(SubjectKind.Batch, site, run.BestEpoch);
        var pairs = rows is null ? batch : run.Health.At(SubjectKind.Tokens, site, run.BestEpoch);
        return new SiteReading(
            rows?.Mean ?? Number(batch, SpectrumMeasures.EntropyRankSv), rows?.Ratio ?? double.NaN,
            Number(batch, HealthMeasures.EntropyRankSvCentred), Number(pairs, HealthMeasures.MeanCosine));
    }

    static double Number(HealthRecord? record, Measure measure) =>
        record?.Measures.GetValueOrDefault(measure.Name, double.NaN) ?? double.NaN;
}
