using RankElastor.Training.Records;

namespace RankElastor.Report.Health;

/// <summary>A health measure that the report draws: what it is called, its axis with unit, what it means, and which end is worse.</summary>
/// <param name="Kind">One of the names of <see cref="HealthKind"/>.</param>
/// <param name="Key">Its exact name in records.</param>
/// <param name="Title">The chart's title.</param>
/// <param name="Axis">Name and unit for the axis.</param>
/// <param name="Meaning">One sentence for who has never met it.</param>
/// <param name="Worse">+1 where more is worse, −1 where less is, 0 where neither end is good or bad in itself.</param>
/// <param name="Ends">Both ends of a share, so that all charts of it have one scale; empty where there are none.</param>
sealed record HealthMeasure(string Kind, string Key, string Title, string Axis, string Meaning, int Worse, params IReadOnlyList<double> Ends)
{
    /// <summary>What is drawn, in order.</summary>
    public static IReadOnlyList<HealthMeasure> Drawn { get; } =
    [
        new(HealthKind.Gate, "dead_share", "Gates: dead units", "dead units (share of all)",
            "A dead unit gives zero for every row: it passes nothing on and learns nothing.", 1, 0, 1),
        new(HealthKind.Gate, "saturated_share", "Gates: units pinned to one value", "saturated units (share of all)",
            "A saturated unit gives the same value for every row: it no longer depends on its input.", 1, 0, 1),
        new(HealthKind.Attention, "entropy", "Attention: from one token (0) to all alike (1)", "attention entropy ÷ ln n (0 to 1)",
            "Both ends are failures: at 0 every token looks at a single other one, at 1 it only averages.", 0, 0, 1),
        new(HealthKind.Tokens, "residual_share", "Tokens: what sets them apart", "residual share (0 to 1)",
            "At 0 all tokens of a row are the same, so many tokens carry no more than one.", -1, 0, 1),
        new(HealthKind.Tokens, "mean_cosine", "Tokens: how alike their directions are", "mean cosine of two tokens (−1 to 1)",
            "At 1 all tokens of a row point the same way.", 1, 1),
        new(HealthKind.Batch, "entropy_rank_ev", "All rows together: directions in use", "entropy rank on eigenvalues of the batch (directions)",
            "Here one matrix holds all sampled rows, so it says how many directions the rows differ in, not the tokens of one row.", -1),
        new(HealthKind.Batch, "mean_energy", "All rows together: share of the mean", "energy of the mean row (share of all)",
            "Near 1 all rows look like their mean, and little of what flows tells one row from another.", 1, 0, 1),
        new(HealthKind.Model, "weight_rms", "The model: size of its weights", "root mean square of dense weights",
            "Weights that grow many times over are driven rather than trained.", 1),
        new(HealthKind.Model, "relative_step", "The model: learning rate beside weights", "learning rate ÷ size of weights (ratio)",
            "How far one step can move a typical weight, as a part of its size.", 1),
    ];
}
