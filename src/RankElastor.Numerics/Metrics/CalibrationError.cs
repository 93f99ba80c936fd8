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
    public static double Expected(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, int groups = Groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        var cells = Cells(probabilities, labels);
        if (probabilities.IsEmpty)
        {
            return double.NaN;
        }

        var (error, done, group) = (0.0, 0L, new Cell());
        foreach (var cell in cells)
        {
            group = new Cell(group.Rows + cell.Rows, group.Predicted + cell.Predicted, group.Observed + cell.Observed);
            var end = done + group.Rows;
            var isFull = end * groups / probabilities.Length > done * groups / probabilities.Length;
            if (group.Rows > 0 && (end == probabilities.Length || isFull))
            {
                error += Math.Abs(group.Predicted - group.Observed);
                (done, group) = (end, default);
            }
        }

        return error / probabilities.Length;
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
            cells[place] = new Cell(
                cells[place].Rows + 1, cells[place].Predicted + probabilities[i], cells[place].Observed + labels[i]);
        }

        return cells;
    }

    readonly record struct Cell(long Rows, double Predicted, double Observed);
}
