using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>What the probes saw at one epoch; epoch 0 is the initialisation.</summary>
sealed record Snapshot(int Epoch, IReadOnlyDictionary<string, ProbeRecord> Sites)
{
    /// <summary>Validation logloss of these weights, or NaN.</summary>
    public double ValidLoss => Sites.Count == 0 ? double.NaN : Sites.Values.Max(probe => probe.ValidLoss);

    /// <summary>The summary of a variant at a site, or null where it was not measured or is not a number.</summary>
    public MeasureSummary? At(string site, string variant) =>
        Sites.TryGetValue(site, out var probe) && probe.Measures.TryGetValue(variant, out var summary)
        && double.IsFinite(summary.Mean) ? summary : null;
}
