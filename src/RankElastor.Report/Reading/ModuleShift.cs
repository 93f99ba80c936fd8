using RankElastor.Numerics.Density;
using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>
/// What the module between two consecutive sites does to a measure: <c>Change</c> = mean(after − before) / mean(before), over the
/// same sampled rows, with the 95 % interval of that paired mean.
/// </summary>
/// <remarks>Without per-row values the interval is NaN and the direction is unclear; a zero mean before gives NaN.</remarks>
sealed record ModuleShift(ProbeRecord Before, ProbeRecord After, MeasureSummary From, MeasureSummary To, double Change, double Low, double High)
{
    /// <summary>Whether the two matrices differ in shape, so that the ratio to the no-structure baseline is the fair comparison.</summary>
    public bool Reshapes => (Before.Rows, Before.Columns) != (After.Rows, After.Columns);

    /// <summary>+1 the module expands, −1 it contracts, 0 the interval holds both.</summary>
    public int Direction => Low > 0 ? 1 : High < 0 ? -1 : 0;

    /// <summary>The shift of a variant between two sites of a snapshot, or null where one of them was not measured.</summary>
    public static ModuleShift? Between(Snapshot? shot, string before, string after, string variant)
    {
        if (shot?.At(before, variant) is not { } from || shot.At(after, variant) is not { } to)
        {
            return null;
        }

        var (change, half) = Paired(from, to);
        return new ModuleShift(shot.Sites[before], shot.Sites[after], from, to, change, change - half, change + half);
    }

    /// <summary>The same module in several seeds: rows pooled, the change the mean over seeds with the interval over seeds.</summary>
    public static ModuleShift OverSeeds(IReadOnlyList<ModuleShift> shifts)
    {
        if (shifts.Count == 1)
        {
            return shifts[0];
        }

        var change = Estimate.Of(shifts.Select(shift => shift.Change));
        return shifts[0] with { From = Pool(shifts, shift => shift.From), To = Pool(shifts, shift => shift.To), Change = change.Mean, Low = change.Low, High = change.High };
    }

    static MeasureSummary Pool(IReadOnlyList<ModuleShift> shifts, Func<ModuleShift, MeasureSummary> side) => side(shifts[0]) with
    {
        Mean = shifts.Average(shift => side(shift).Mean),
        Ratio = shifts.Average(shift => side(shift).Ratio),
        Values = shifts.All(shift => side(shift).Values is not null) ? [.. shifts.SelectMany(shift => side(shift).Values!)] : null,
    };

    static (double Change, double Half) Paired(MeasureSummary from, MeasureSummary to)
    {
        if (from.Values is not { Count: > 1 } x || to.Values is not { } y || x.Count != y.Count)
        {
            return ((to.Mean - from.Mean) / from.Mean, double.NaN);
        }

        var pairs = x.Zip(y).Where(pair => float.IsFinite(pair.First) && float.IsFinite(pair.Second)).ToList();
        if (pairs.Count < 2)
        {
            return ((to.Mean - from.Mean) / from.Mean, double.NaN);
        }

        var start = pairs.Average(pair => (double)pair.First);
        var mean = pairs.Average(pair => (double)pair.Second - pair.First);
        var square = pairs.Sum(pair => Math.Pow(pair.Second - pair.First - mean, 2)) / (pairs.Count - 1);
        return (mean / start, StudentT.TwoSided95(pairs.Count - 1) * Math.Sqrt(square / pairs.Count) / Math.Abs(start));
    }
}
