using RankElastor.Data.Configuration;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// How the rows of embedding tables are kept. Arithmetic and the optimiser's state are float32 in any case: rows are
/// widened when read, and rounded stochastically when an update writes them. There is no second copy.
/// </summary>
public enum EmbeddingStorage
{
    /// <summary>float32: 4 bytes per number.</summary>
    Full,

    /// <summary>bfloat16: 2 bytes per number, 8 bits of mantissa.</summary>
    Bf16,

    /// <summary>int8: 1 byte per number and 4 bytes per row: 255 levels between the row's extremes.</summary>
    ScaledBytes,
}

/// <summary>The names of the storages in configurations and records.</summary>
public static class EmbeddingStorageNames
{
    static readonly string[] _names = ["float32", "bf16", "int8"];

    /// <summary>The key that chooses one.</summary>
    public static Key<EmbeddingStorage> Key { get; } = Data.Configuration.Key.Word(
        "embedding_storage", "How the rows of embedding tables are kept.", [.. _names.Select(
            (name, place) => (name, (EmbeddingStorage)place))]);

    /// <summary>The name.</summary>
    public static string Name(this EmbeddingStorage storage) => _names[(int)storage];
}
