using RankElastor.Training.Probes.Measures;

namespace RankElastor.Report.Reading;

/// <summary>A spectral measure of rows' matrices as a reader meets it.</summary>
sealed record Variant(Measure Measure)
{
    /// <summary>Whether it is a variant of the rank rather than some other spectral measure.</summary>
    public bool IsRank => Measure.IsRank;

    public string Name => Measure.Words;

    public string Formula => Measure.Formula;

    public string Meaning => Measure.Meaning;

    public string Axis => Measure.Axis;

    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>The variant that the distributions show.</summary>
    public static string Primary => SpectrumMeasures.EntropyRankSv;

    /// <summary>The variant with a key; a key that is not known is shown by its own words.</summary>
    public static Variant Of(string key) => new(MeasureCatalogue.Default.Find(key));

    /// <summary>Distinct keys: the variants of the rank in their usual order, then the others by name.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> keys)
    {
        var present = keys.ToHashSet(StringComparer.Ordinal);
        var ranks = SpectrumMeasures.All.Where(measure => measure.IsRank)
            .Select(measure => measure.Name).Where(present.Remove);
        return [.. ranks, .. present.Order(StringComparer.Ordinal)];
    }
}
