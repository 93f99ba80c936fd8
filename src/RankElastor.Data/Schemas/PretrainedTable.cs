namespace RankElastor.Data.Schemas;

/// <summary>
/// A table T of given vectors for a categorical field, as in FuxiCTR. Ids above <paramref name="LastLearned"/> are
/// tokens that only the given vectors know: the learned table I gives them zero, and so does a T that is trained.
/// </summary>
/// <param name="Width">Numbers of a given vector; where it is not the field's width, a Linear maps it there.</param>
/// <param name="Usage">How T and I become one vector.</param>
/// <param name="Frozen">T is not trained.</param>
/// <param name="LastLearned">The id of out of vocabulary: the last that training data can have.</param>
public sealed record PretrainedTable(int Width, PretrainedUsage Usage, bool Frozen, int LastLearned)
{
    /// <summary>The file with the vectors, as the configuration names it.</summary>
    public string File { get; init; } = "";

    /// <summary>
    /// Hands out the vectors that there are, each with its id; null where the tables are read from elsewhere, as those
    /// of a trained model are.
    /// </summary>
    public Action<VectorTaker>? Vectors { get; init; }

    /// <summary>The file is where it is: two tables are equal that say the same.</summary>
    public bool Equals(PretrainedTable? other) => other is not null && (Width, Usage, Frozen, LastLearned, File)
        == (other.Width, other.Usage, other.Frozen, other.LastLearned, other.File);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Usage, Frozen, LastLearned, File);
}

/// <summary>Takes a vector that is given for an id; it is valid during the call.</summary>
public delegate void VectorTaker(int id, ReadOnlySpan<float> vector);

/// <summary>How given vectors T and learned ones I become one.</summary>
public enum PretrainedUsage
{
    /// <summary>T in place of I.</summary>
    Init,

    /// <summary>T + I.</summary>
    Sum,

    /// <summary>A Linear of both side by side.</summary>
    Concat,
}
