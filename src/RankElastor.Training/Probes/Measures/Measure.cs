using RankElastor.Numerics.Spectra;
using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Measures;

/// <summary>
/// What a number that probes read is. One with <see cref="Value"/> is read of every spectrum of its kinds, and may be a
/// library user's own; all others are measured together by the probe of their kind.
/// </summary>
public sealed record Measure
{
    readonly double? _ofZeros;

    /// <summary>The exact name; snake_case, without a slash.</summary>
    public required string Name { get; init; }

    /// <summary>The name in words.</summary>
    public string Words { get => field ?? Name.Replace('_', ' '); init; }

    /// <summary>The unit as an axis shows it ("directions", "share of all"); empty for a bare number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The least that it can be; minus infinity where nothing bounds it.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>The most that it can be; infinity where only the shape of a matrix, or nothing, bounds it.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>+1 where more is worse, −1 where less is, 0 where neither end is good or bad in itself.</summary>
    public int Worse { get; init; }

    /// <summary>One sentence for a reader to whom it is new.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Its formula; σ are singular values. Empty where words say it better.</summary>
    public string Formula { get; init; } = "";

    /// <summary>A variant of the rank: 0 for a zero matrix, else at least 1, at most its smaller side.</summary>
    public bool IsRank { get; init; }

    /// <summary>What it is read of.</summary>
    public IReadOnlyList<SubjectKind> Kinds { get; init; } =
        [SubjectKind.Rows, SubjectKind.Batch, SubjectKind.Table, SubjectKind.Weight];

    /// <summary>Of a zero matrix, which <see cref="Value"/> never sees: 0 for a rank, else NaN, undefined.</summary>
    public double OfZeros { get => _ofZeros ?? (IsRank ? 0 : double.NaN); init => _ofZeros = value; }

    /// <summary>From a finite, non-zero spectrum. Of rows, normal matrices give the baseline.</summary>
    public SpectrumFunction? Value { get; init; }

    /// <summary>The same from the summary that the kernels give at once.</summary>
    internal Func<MatrixSpectrum, double>? OfSummary { get; init; }

    /// <summary>The name for an axis, with its unit.</summary>
    public string Axis => Unit.Length > 0 ? $"{Words} ({Unit})" : Words;

    /// <summary>Its ends where both are fixed, so that all charts of it have one scale.</summary>
    public IReadOnlyList<double> Ends => double.IsFinite(Least) && double.IsFinite(Most) ? [Least, Most] : [];

    /// <summary>The name, by which records keep the number.</summary>
    public static implicit operator string(Measure measure) => measure.Name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>From the min(rows, columns) singular values of a matrix, in any order, one of them positive.</summary>
public delegate double SpectrumFunction(ReadOnlySpan<double> singular, int rows, int columns);
