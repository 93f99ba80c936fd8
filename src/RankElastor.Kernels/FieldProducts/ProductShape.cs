using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.FieldProducts;

/// <summary>
/// Sizes of <see cref="WeightedProducts"/> and the layout of its matrices: the fields are taken a few at a time, so
/// that the products of a block of rows and the weights they meet stay in the first and second level of the cache.
/// </summary>
/// <param name="Fields">Width F of a.</param>
/// <param name="Maps">Width M of b.</param>
/// <param name="Outputs">Width H of y.</param>
readonly record struct ProductShape(int Fields, int Maps, int Outputs)
{
    /// <summary>
    /// Rows of a block. With 128 rows and 8 fields xDeepFM's layers run at 352 GFLOP/s on two cores, with 64 and 4 at
    /// 335, with 32 and 2 at 330.
    /// </summary>
    public const int BlockRows = 128;

    public const int ChunkFields = 8;

    public int Chunks => (Fields + ChunkFields - 1) / ChunkFields;
    public int PaddedMaps => Padding.RoundUp(Maps, 16);
    public int PaddedOutputs => Padding.RoundUp(Outputs, 16);
    public int ChunkColumns => Padding.RoundUp(ChunkFields * Maps, 16);

    /// <summary>
    /// Row stride of a chunk's products: the last field may be read and written up to its padded width.
    /// </summary>
    public int ChunkStride => Padding.RoundUp(Math.Max((ChunkFields - 1) * Maps + PaddedMaps, ChunkColumns), 16);

    public int PackedLength => Chunks * ChunkColumns * PaddedOutputs;

    public int FieldsOf(int chunk) => Math.Min(ChunkFields, Fields - chunk * ChunkFields);
}
