namespace RankElastor.Numerics.Metrics;

/// <summary>How far predictions are from observed rates at each level of prediction.</summary>
public static class CalibrationError
{
    /// <summary>Bins that rows are dealt to unless said otherwise.</summary>
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
        Expected(Bins(probabilities, labels, groups));

    /// <summary>The same of bins.</summary>
    public static double Expected(IReadOnlyList<ReliabilityBin> bins)
    {
        var (sum, rows) = (0.0, 0.0);
        foreach (var bin in bins)
        {
            sum += Math.Abs(bin.Expected - bin.Clicks);
            rows += bin.Rows;
        }

        return sum / rows;
    }

    /// <summary>
    /// What <see cref="Expected(ReadOnlySpan{float}, ReadOnlySpan{float}, int)"/> reads on average where predictions
    /// are calibrated exactly, because rows are few: sum over groups of E|N(0, V)| / n = sqrt(2 V / pi) / n,
    /// V = sum p (1 − p) over a group's rows. An error is a fault only as far as it exceeds this one; <see
    /// cref="CalibratedError"/> has the spread.
    /// </summary>
    /// <remarks>
    /// By the central limit theorem, within 1 % for V above about 10 in a group; below it reads too much. 0 where
    /// every prediction is 0 or 1. NaN and exceptions as of the error itself.
    /// </remarks>
    public static double UnderCalibration(ReadOnlySpan<float> probabilities, int groups = Groups) =>
        CalibratedError.Of(Bins(probabilities, probabilities, groups)).Mean;

    /// <summary>
    /// The groups of the error, by rising prediction: the bins of a reliability diagram. At most
    /// <paramref name="groups"/>, fewer where predictions are alike; none for no rows. Exceptions as of the error.
    /// </summary>
    public static IReadOnlyList<ReliabilityBin> Bins(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, int groups = Groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        var bins = new List<ReliabilityBin>(groups);
        var (done, group) = (0L, new Cell());
        foreach (var cell in Cells(probabilities, labels))
        {
            group = new Cell(
                group.Rows + cell.Rows, group.Predicted + cell.Predicted, group.Observed + cell.Observed,
                group.Variance + cell.Variance);
            var end = done + group.Rows;
            if (group.Rows > 0 && (end == probabilities.Length
                || end * groups / probabilities.Length > done * groups / probabilities.Length))
            {
                bins.Add(new ReliabilityBin(group.Rows, group.Predicted, group.Observed, group.Variance));
                (done, group) = (end, default);
            }
        }

        return bins;
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
