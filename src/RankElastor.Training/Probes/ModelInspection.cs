using RankElastor.Model;
using RankElastor.Numerics.Spectra;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>
/// The spectral measures of a trained model beside its loss: activations by site, every weight matrix, every embedding table.
/// <c>Logloss</c> is that of the rows (or the validation split) that the activations come from.
/// </summary>
public sealed record ModelInspection(
    int Sample, double Logloss, IReadOnlyList<InspectedMatrix> Sites, IReadOnlyList<InspectedMatrix> Weights, IReadOnlyList<InspectedMatrix> Tables)
{
    /// <summary>Measures weights and tables now (float64 singular values); activations were measured by a probe.</summary>
    public static ModelInspection Of(RankingModel model, IReadOnlyList<ProbeRecord> sites)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var weights = model.Parameters.Trainable.Where(parameter => parameter.Value.dim() is 2 or 3 && parameter.Value.shape[^1] > 1 && parameter.Value.shape[^2] > 1);
        var tables = model.Embeddings.Where(set => set.Width > 1).SelectMany(set => set.Tables).Where(table => table.Rows > 1);
        return new ModelInspection(
            sites.Count > 0 ? sites[0].Sample : 0,
            sites.Count > 0 ? sites[0].ValidLoss : double.NaN,
            [.. sites.Select(OfSite)],
            [.. weights.Select(parameter => OfTensor(parameter.Name, parameter.Value))],
            [.. tables.Select(table => OfTensor(table.Name, table.Weights.narrow(0, 1, table.Rows - 1)))]);
    }

    static InspectedMatrix OfSite(ProbeRecord site)
    {
        var measures = site.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
        measures["baseline_ratio"] = site.Measures["entropy_rank_sv"].Ratio;
        measures["information_abundance_ratio"] = measures["information_abundance"] / Math.Min(site.Rows, site.Columns);
        return new InspectedMatrix(site.Site, site.Rows, site.Columns, 1, measures);
    }

    static InspectedMatrix OfTensor(string name, Tensor value)
    {
        var (rows, columns) = ((int)value.shape[^2], (int)value.shape[^1]);
        var stack = value.reshape(-1, rows, columns).to(ScalarType.Float64);
        var count = (int)stack.shape[0];
        var singular = linalg.svdvals(stack).contiguous().data<double>().ToArray();
        var spectra = Enumerable.Range(0, count)
            .Select(i => MatrixSpectrum.Of(singular.AsSpan(i * singular.Length / count, singular.Length / count), rows, columns, SpectralMeasures.FloatEpsilon))
            .ToArray();
        return new InspectedMatrix(name, rows, columns, count, new Dictionary<string, double>
        {
            ["entropy_rank_sv"] = spectra.Average(one => one.EntropyRankSv),
            ["entropy_rank_ev"] = spectra.Average(one => one.EntropyRankEv),
            ["stable_rank"] = spectra.Average(one => one.StableRank),
            ["participation_ratio"] = spectra.Average(one => one.ParticipationRatio),
            ["numerical_rank"] = spectra.Average(one => (double)one.NumericalRank),
            ["information_abundance"] = spectra.Average(one => one.InformationAbundance),
            ["information_abundance_ratio"] = spectra.Average(one => one.InformationAbundance) / Math.Min(rows, columns),
            ["largest_singular_value"] = Enumerable.Range(0, count).Average(i => singular[i * singular.Length / count]),
        });
    }
}

/// <summary>
/// Measures of a matrix [<c>Rows</c>, <c>Columns</c>], or their mean over a stack of <c>Count</c> such matrices; <c>information_abundance_ratio</c> is
/// the information abundance divided by min(rows, columns), so that shapes compare.
/// </summary>
public sealed record InspectedMatrix(string Name, int Rows, int Columns, int Count, IReadOnlyDictionary<string, double> Measures);
