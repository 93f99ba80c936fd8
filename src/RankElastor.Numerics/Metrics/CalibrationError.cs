namespace RankElastor.Numerics.Metrics;

/// <summary>How far predictions are from observed rates at each level of prediction.</summary>
public static class CalibrationError
{
    /// <summary>Groups that rows are dealt to unless said otherwise.</summary>
    public const int Groups = 20;

    const int DroppedBits = 16; // of a float's 23: predictions within 0.8 % of each other stay together

    /// <summary>
    /// Expected calibration error: rows in order of prediction are dealt to groups g of about equal size, and the error
    /// is sum over g of (rows of g / n) · |mean prediction of g − mean label of g|. In [0, 1]; 0 where every group is
    /// calibrated.
    /// </summary>
    /// <remarks>
    /// Groups of equal size rather than of equal width, because click rates are small. Equal predictions are never
    /// parted, so the order of rows does not matter. NaN for no rows. A probability outside [0, 1] or NaN is an <see
    /// cref="ArgumentException"/>.
    /// </remarks>
    public static double Expected(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, int groups = Groups) =>
        Sum(probabilities, labels, groups, static group => Math.Abs(group.Predicted - group.Observed));

    /// <summary>
    /// What <see cref="Expected"/> reads on average where predictions are calibrated exactly, because rows are few: sum
    /// over groups of E|N(0, V)| / n = sqrt(2 V / pi) / n, V = sum p (1 − p) over a group's rows. An error is a
    /// fault only as far as it exceeds this one.
    /// </summary>
    /// <remarks>
    /// By the central limit theorem, within 1 % for V above about 10 in a group; below it reads too much. 0 where
    /// every prediction is 0 or 1. NaN and exceptions as <see cref="Expected"/>.
    /// </remarks>
    public static double UnderCalibration(ReadOnlySpan<float> probabilities, int groups = Groups) => Sum(
        probabilities, probabilities, groups, static group => Math.Sqrt(2 * Math.Max(group.Variance, 0) / Math.PI));

    static double Sum(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, int groups, Func<Cell, double> error)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        var cells = Cells(probabilities, labels);
        if (probabilities.IsEmpty)
        {
            return double.NaN;
        }

        var (sum, done, group) = (0.0, 0L, new Cell());
        foreach (var cell in cells)
        {
            group = new Cell(
                group.Rows + cell.Rows, group.Predicted + cell.Predicted, group.Observed + cell.Observed,
                group.Variance + cell.Variance);
            var end = done + group.Rows;
            var isFull = end * groups / probabilities.Length > done * groups / probabilities.Length;
            if (group.Rows > 0 && (end == probabilities.Length || isFull))
            {
                sum += error(group);
                (done, group) = (end, default);
            }
        }

        return sum / probabilities.Length;
    }

    static Cell[] Cells(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels)
    {
        if (probabilities.Length != labels.Length)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities but {labels.Length} labels.");
        }

        var cells = new Cell[(BitConverter.SingleToInt32Bits(1f) >> DroppedBits) + 1];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var place = probabilities[i] is >= 0 and <= 1
                ? BitConverter.SingleToInt32Bits(probabilities[i] + 0f) >> DroppedBits
                : throw new ArgumentException(
                    $"Row {i} has probability {probabilities[i]}; probabilities are in [0, 1].");
            double p = probabilities[i];
            var cell = cells[place];
            cells[place] = new Cell(
                cell.Rows + 1, cell.Predicted + p, cell.Observed + labels[i], cell.Variance + p * (1 - p));
        }

        return cells;
    }

    readonly record struct Cell(long Rows, double Predicted, double Observed, double Variance);
}
