using RankElastor.Kernels.Rows;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>What the pieces of one set of tables share: the batch's gradient, the options, and the noise that rounds rows in the present step.</summary>
sealed class TableStep(RowSums sums, OptimiserOptions options)
{
    public RowSums Sums { get; } = sums;

    public OptimiserOptions Options { get; } = options;

    public RoundingNoise Noise { get; set; }
}
