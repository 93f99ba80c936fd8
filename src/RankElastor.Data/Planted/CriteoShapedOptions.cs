namespace RankElastor.Data.Planted;

/// <summary>The shape of <see cref="CriteoShaped"/> rows.</summary>
public sealed record CriteoShapedOptions
{
    /// <summary>Table rows of the 26 categorical fields, both reserved ids included; 260 … 2^31.</summary>
    public long TableRows { get; init => field = Within(value, 260, 1L << 31, nameof(TableRows)); } = 1_000_000;

    /// <summary>Whether all fields have the same number of table rows, rather than Criteo's proportions.</summary>
    public bool Uniform { get; init; }

    /// <summary>Identifier i (from 0) has a probability proportional to (i + 1)^−ZipfExponent.</summary>
    public double ZipfExponent { get; init => field = Within(value, 0, 10, nameof(ZipfExponent)); } = 1.05;

    /// <summary>Fixes every row.</summary>
    public ulong Seed { get; init; } = 2019;

    static T Within<T>(T value, T low, T high, string name) where T : IComparable<T> =>
        value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Allowed: {low} … {high}.");
}
