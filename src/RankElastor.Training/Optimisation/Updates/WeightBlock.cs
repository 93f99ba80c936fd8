namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// A piece of work of fixed size within one parameter or table: items start … end − 1 (elements of a parameter, rows of a table).
/// The cut does not depend on threads, and each piece leaves its partial sums in its own place.
/// </summary>
sealed class WeightBlock(UpdatedWeights owner, int start, int end)
{
    /// <summary>Elements a block holds at most, about what fits in a core's second cache with gradient and state.</summary>
    public const int Elements = 16384;

    /// <summary>The block's part of the squared gradient norm.</summary>
    public double SquaredGradient { get; private set; }

    /// <summary>The block's part of the penalty.</summary>
    public double Penalty { get; private set; }

    /// <summary>First pass: norm and penalty.</summary>
    public void Measure() => (SquaredGradient, Penalty) = owner.Measure(this, start, end);

    /// <summary>Second pass: the update.</summary>
    public void Update(UpdateRule rule) => owner.Update(this, start, end, rule);

    /// <summary>Σ w² of the block as the last update left it, or NaN when something else may have changed the weights.</summary>
    public double SquaredWeights { get; set; } = double.NaN;

    /// <summary>Cuts <paramref name="first"/> … <paramref name="count"/> − 1 into blocks of at most <paramref name="grain"/> items.</summary>
    public static IEnumerable<WeightBlock> Cut(UpdatedWeights owner, int first, int count, int grain)
    {
        for (var start = first; start < count; start += grain)
        {
            yield return new WeightBlock(owner, start, start + Math.Min(grain, count - start));
        }
    }
}
