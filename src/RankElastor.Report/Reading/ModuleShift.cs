using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary><c>Change</c> = mean(after − before) / mean(before) over the same rows, with a 95 % interval.</summary>
/// <remarks>
/// Without per-row values the interval is NaN and the direction is unclear; a zero mean before gives NaN. Rows
/// whose matrix is zero on one side are left out; a row that is not finite makes all NaN.
/// </remarks>
sealed record ModuleShift(
    ProbeRecord Before, ProbeRecord After, MeasureSummary From, MeasureSummary To, Interval Interval)
{
    public double Change => Interval.Mean;

    public double Low => Interval.Low;

    public double High => Interval.High;

    /// <summary>Whether the shapes differ, so that the ratio to the baseline is the fair comparison.</summary>
    public bool Reshapes => (Before.Rows, Before.Columns) != (After.Rows, After.Columns);

    /// <summary>+1 the module expands, −1 it contracts, 0 the interval holds both.</summary>
    public int Direction => Interval.Direction;

    /// <summary>The shift between two sites of a snapshot, or null where one of them was not measured.</summary>
    public static ModuleShift? Between(Snapshot? shot, string before, string after, string variant)
    {
        if (shot?.At(before, variant) is not { } from || shot.At(after, variant) is not { } to)
        {
            return null;
        }

        return new ModuleShift(shot.Sites[before], shot.Sites[after], from, to, Paired(from, to));
    }

    /// <summary>Several seeds: rows pooled, the change the mean over seeds with the interval over seeds.</summary>
    public static ModuleShift OverSeeds(IReadOnlyList<ModuleShift> shifts)
    {
        if (shifts.Count == 1)
        {
            return shifts[0];
        }

        return shifts[0] with
        {
            From = Pool(shifts, shift => shift.From),
            To = Pool(shifts, shift => shift.To),
            Interval = Interval.OfMean(shifts.Select(shift => shift.Change)),
        };
    }

    static MeasureSummary Pool(IReadOnlyList<ModuleShift> shifts, Func<ModuleShift, MeasureSummary> side) =>
        side(shifts[0]) with
        {
            Mean = shifts.Average(shift => side(shift).Mean),
            Ratio = shifts.Average(shift => side(shift).Ratio),
            Values = shifts.All(shift => side(shift).Values is not null)
            ? [.. shifts.SelectMany(shift => side(shift).Values!)]
            : null,
        };

    static Interval Paired(MeasureSummary from, MeasureSummary to)
    {
        List<(float First, float Second)> pairs =
        [
            .. from.Values is { } before && to.Values is { } after && before.Count == after.Count
                ? before.Zip(after)
                : [],
        ];
        pairs.RemoveAll(pair => !float.IsFinite(pair.First) || !float.IsFinite(pair.Second));
        if (pairs.Count < 2 || !double.IsFinite(to.Mean - from.Mean))
        {
            return new Interval((to.Mean - from.Mean) / from.Mean, double.NaN, pairs.Count);
        }

        var start = pairs.Average(pair => (double)pair.First);
        return Interval.OfMean(pairs.Select(pair => (double)pair.Second - pair.First)) / start;
    }
}
