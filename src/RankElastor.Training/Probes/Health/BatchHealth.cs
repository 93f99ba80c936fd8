using RankElastor.Numerics.Decay;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, n numbers per row

/// <summary>Spectrum of the matrix Z [B, n] of the sampled rows at a site: what the whole batch spans.</summary>
static class BatchHealth
{
    /// <summary>Measures a site's tensor [B, …], flattened behind the first axis.</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value, MeasureCatalogue catalogue)
    {
        using var scope = NewDisposeScope();
        var z = value.flatten(1).to(ScalarType.Float64); // [B, n]
        var (rows, columns) = ((int)z.shape[0], (int)z.shape[1]);
        var measures = MatrixHealth.Measures(SubjectKind.Batch, Spectrum(z, out var centred), rows, columns, catalogue);
        var squares = z.square().sum(1); // [B]
        var energy = squares.sum().item<double>();
        double[] covariance = [.. centred.Select(value => value * value).Reverse()];
        measures[HealthMeasures.StableRankCentred] = DecayMeasures.StableRankCentred(covariance, energy);
        measures[HealthMeasures.EntropyRankEvCentred] = DecayMeasures.EntropyRankEvCentred(covariance, energy);
        measures[HealthMeasures.EntropyRankSvCentred] = DecayMeasures.EntropyRankSvCentred(covariance, energy);
        var refused = new Dictionary<string, string>();
        if (PowerLawDecay.Of(covariance) is { } decay)
        {
            measures[HealthMeasures.Alpha] = decay.Alpha;
            measures[HealthMeasures.AlphaFit] = decay.R2;
        }
        else
        {
            refused[HealthMeasures.Alpha] = $"{PowerLawDecay.Count(covariance)} eigenvalues above rounding, fewer than "
                + $"{PowerLawDecay.LeastEigenvalues}";
        }

        var mean = z.mean([0]).square().sum().item<double>();
        measures[HealthMeasures.MeanEnergy] = energy > 0 ? rows * mean / energy : double.NaN;
        measures[HealthMeasures.Rms] = Math.Sqrt(energy / (rows * (double)columns));
        AddDirections(measures, z, squares);
        return moment.Record(SubjectKind.Batch, site, [rows, columns], rows, measures, refused);
    }

    /// <summary>With u the rows of length 1, m of them: (‖Σu‖² − m) / (m (m − 1)); rows of zeros have none.</summary>
    static void AddDirections(Dictionary<string, double> measures, Tensor z, Tensor squares)
    {
        var zero = squares.eq(0);
        var zeros = zero.sum().item<long>();
        var m = (double)(z.shape[0] - zeros);
        var sum = squares.rsqrt().masked_fill(zero, 0).matmul(z).square().sum().item<double>();
        measures[HealthMeasures.MeanCosine] = m < 2 ? double.NaN : (sum - m) / (m * (m - 1));
        measures[HealthMeasures.ZeroShare] = zeros / (double)z.shape[0] + (sum - sum);
    }

    /// <summary>Singular values of Z and of centred Z, with Gram matrix G − nμμᵀ, or H G H of rows.</summary>
    static double[] Spectrum(Tensor z, out double[] centred)
    {
        var (rows, columns) = ((int)z.shape[0], (int)z.shape[1]);
        var (longest, rank) = (Math.Max(rows, columns), Math.Min(rows, columns));
        var gram = rows <= columns ? z.matmul(z.t()) : z.t().matmul(z);
        var raw = GramSpectrum.FromGram(gram.unsqueeze(0), longest, rank)[0];
        var mean = z.mean([0], keepdim: true); // [1, n]
        var without = rows <= columns
            ? gram - gram.mean([0], keepdim: true) - gram.mean([1], keepdim: true) + gram.mean()
            : gram - rows * mean.t().matmul(mean);
        centred = GramSpectrum.FromGram(without.unsqueeze(0), longest, rank, raw[^1] * raw[^1])[0];
        return raw;
    }
}
