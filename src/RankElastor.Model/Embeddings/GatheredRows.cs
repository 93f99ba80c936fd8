using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, C categorical fields, E width, N ids of the batch

/// <summary>The vectors that a set gathered for a batch, [N, E], by column.</summary>
sealed class GatheredRows
{
    readonly LookUps _lookUps;
    readonly Tensor[] _parts; // those of categorical fields, then those of each sequence
    readonly int[] _partOf; // by column: of a categorical field its place among C

    public GatheredRows(LookUps lookUps, Tensor all)
    {
        _lookUps = lookUps;
        _partOf = new int[lookUps.Columns.Count];
        var sizes = new List<long> { (long)lookUps.Rows * lookUps.Categorical };
        var categorical = 0;
        for (var column = 0; column < _partOf.Length; column++)
        {
            _partOf[column] = lookUps.Places[column] is null ? categorical++ : sizes.Count;
            if (lookUps.Places[column] is { } places)
            {
                sizes.Add(places.Events);
            }
        }

        _parts = sizes.Count == 1 ? [all] : all.split([.. sizes]);
        Categorical = _parts[0].view(lookUps.Rows, lookUps.Categorical, all.shape[1]);
    }

    /// <summary>[B, C, E].</summary>
    public Tensor Categorical { get; }

    /// <summary>[B, E] of a categorical field's column.</summary>
    public Tensor Vectors(int column) => Categorical.select(1, _partOf[column]);

    /// <summary>A sequence's events.</summary>
    public TableRows Events(int column) => new(_parts[_partOf[column]], _lookUps.Places[column]);
}

/// <summary>
/// What a table gives for a field: vectors [B, E], or the events [n, E] of a sequence with their places.
/// </summary>
sealed record TableRows(Tensor Vectors, SequencePlaces? Places = null)
{
    /// <summary>[B, E], or [B, window, E] of a sequence; all positions without a window.</summary>
    public Tensor In(PositionWindow? window) => Places is null ? Vectors
        : Places.Spread(Vectors, window ?? new(0, Places.Length));
}
