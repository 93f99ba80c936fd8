namespace RankElastor.Data.Store;

/// <summary>The content of <c>manifest.json</c>: what a reader checks before it believes the columns.</summary>
/// <param name="Format">The version of the layout.</param>
/// <param name="Source">
/// Whose rows they are: the data set's hash, the encoders' and the split; empty where nobody asks.
/// </param>
/// <param name="Rows">Rows in every column.</param>
/// <param name="SchemaHash">XXH3 (64 bits) of the schema's feature map.</param>
/// <param name="Columns">The column files.</param>
sealed record StoreManifest(
    int Format, string Source, long Rows, string SchemaHash, IReadOnlyList<StoreManifest.Entry> Columns)
{
    public const string FileName = "manifest.json";

    public const int CurrentFormat = 3;

    /// <summary>What encoding met, by field; null where an earlier version wrote the store.</summary>
    public IReadOnlyList<FieldShares>? Shares { get; init; }

    /// <summary>One column file and the XXH3 (64 bits, hexadecimal) of its bytes.</summary>
    public sealed record Entry(string Name, string File, ElementKind Kind, int Width, string Checksum)
    {
        /// <summary>Of a sequence the ids of all rows; else 0.</summary>
        public long Ids { get; init; }

        /// <summary>The checksum of their file; else null.</summary>
        public string? IdsChecksum { get; init; }
    }
}
