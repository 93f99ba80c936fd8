namespace RankElastor.Model.Embeddings;

/// <summary>
/// How the rows of embedding tables are kept. The optimiser's state is float32 in any case, and so is all arithmetic: rows are widened when read and rounded,
/// up or down by chance in proportion, when an update writes them. There is no second copy.
/// </summary>
public enum EmbeddingStorage
{
    /// <summary>4 bytes a number.</summary>
    Float32,

    /// <summary>2 bytes a number, 8 bits of mantissa.</summary>
    Bf16,

    /// <summary>1 byte a number and 4 bytes a row: 255 levels between the row's extremes.</summary>
    Int8,
}
