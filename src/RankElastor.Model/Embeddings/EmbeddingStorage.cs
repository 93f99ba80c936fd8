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
    const string Key = "embedding_storage";
    static readonly string[] _names = ["float32", "bf16", "int8"];

    /// <summary>The name.</summary>
    public static string Name(this EmbeddingStorage storage) => _names[(int)storage];

    /// <summary>Reads <c>embedding_storage</c>; float32 where it is absent.</summary>
    /// <exception cref="Data.Files.InputException">Another name.</exception>
    public static EmbeddingStorage Read(ConfigSection config) =>
        (EmbeddingStorage)Array.IndexOf(_names, config.Choice(Key, _names[0], _names));
}
