using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Numerics.Spectra;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

/// <summary>Measures of weights and tables from float64 singular values, and of probe records.</summary>
static class MatrixInspection
{
    public static InspectedMatrix Of(ProbeRecord site)
    {
        var measures = site.Measures.ToDictionary(measure => measure.Key, measure => measure.Value.Mean);
        measures["baseline_ratio"] = site.Measures["entropy_rank_sv"].Ratio;
        measures["baseline_ratio_ev"] = site.Measures["entropy_rank_ev"].Ratio;
        measures["information_abundance_ratio"] = measures["information_abundance"] / Math.Min(site.Rows, site.Columns);
        return new InspectedMatrix(site.Site, site.Rows, site.Columns, 1, measures);
    }

    public static InspectedMatrix Of(HealthRecord health) =>
        new(health.Subject, health.Shape[0], health.Shape[^1], 1, health.Measures) { Refused = health.Refused };

    /// <summary>A table without its padding row; what a probe knows beyond the spectrum (parts by frequency, attainable rank) is added.</summary>
    public static InspectedMatrix Of(EmbeddingTable table, HealthRecord? health)
    {
        var found = Of(table.Name, table.Weights.narrow(0, 1, table.Rows - 1), out _);
        var measures = new Dictionary<string, double>(health?.Measures ?? new Dictionary<string, double>());
        foreach (var (name, value) in found.Measures)
        {
            measures[name] = value;
        }

        return found with { Measures = measures };
    }

    /// <summary>A weight matrix or a stack; the shape of its spectrum where it has eigenvalues enough, else why not.</summary>
    public static InspectedMatrix Of(Parameter parameter)
    {
        var found = Of(parameter.Name, parameter.Value, out var singular);
        var spectra = singular.Select(values => WeightSpectrum.Of(values, found.Rows, found.Columns)).ToList();
        if (spectra.OfType<WeightSpectrum.Refused>().FirstOrDefault() is { } refused)
        {
            return found with { Refused = new Dictionary<string, string> { ["tail_alpha"] = refused.Reason } };
        }

        var tails = spectra.Cast<WeightSpectrum.Measured>().ToList();
        return found with
        {
            Measures = new Dictionary<string, double>(found.Measures)
            {
                ["tail_alpha"] = tails.Average(one => one.TailAlpha),
                ["tail_ks"] = tails.Average(one => one.TailDistance),
                ["log_norm"] = tails.Average(one => one.LogNorm),
                ["alpha_weighted"] = tails.Average(one => one.AlphaWeighted),
                ["log_alpha_norm"] = tails.Average(one => one.LogAlphaNorm),
                ["mp_soft_rank"] = tails.Average(one => one.MpSoftRank),
            },
        };
    }

    static InspectedMatrix Of(string name, Tensor value, out double[][] singular)
    {
        var (rows, columns) = ((int)value.shape[^2], (int)value.shape[^1]);
        using var stack = value.reshape(-1, rows, columns).to(ScalarType.Float64);
        var count = (int)stack.shape[0];
        using var found = linalg.svdvals(stack);
        var all = found.contiguous().data<double>().ToArray();
        var parts = all.Chunk(Math.Min(rows, columns)).ToArray();
        var spectra = Array.ConvertAll(parts, part => MatrixSpectrum.Of(part, rows, columns, SpectralMeasures.FloatEpsilon));
        singular = parts;
        return new InspectedMatrix(name, rows, columns, count, new Dictionary<string, double>
        {
            ["entropy_rank_sv"] = spectra.Average(one => one.EntropyRankSv),
            ["entropy_rank_ev"] = spectra.Average(one => one.EntropyRankEv),
            ["stable_rank"] = spectra.Average(one => one.StableRank),
            ["participation_ratio"] = spectra.Average(one => one.ParticipationRatio),
            ["numerical_rank"] = spectra.Average(one => (double)one.NumericalRank),
            ["information_abundance"] = spectra.Average(one => one.InformationAbundance),
            ["information_abundance_ratio"] = spectra.Average(one => one.InformationAbundance) / Math.Min(rows, columns),
            ["largest_singular_value"] = parts.Average(part => part[0]),
        });
    }
}
