namespace RankElastor.Data.Encoders;

/// <summary>What fitting one field on the training rows learned beside its vocabulary.</summary>
public sealed record FittedState
{
    /// <summary>Positions of a sequence.</summary>
    public int MaxLength { get; init; }

    /// <summary>Numbers of a given vector; 0 where none are given.</summary>
    public int GivenWidth { get; init; }

    /// <summary>Subtracted from a number.</summary>
    public double Shift { get; init; }

    /// <summary>Divides a number after the shift; never 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Inner limits of quantile buckets, not decreasing.</summary>
    public IReadOnlyList<double> Boundaries { get; init; } = [];
}
