using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;

namespace RankElastor.Kernels.Histories;

// B rows, N events of all rows, m numbers of an event, H outputs

/// <summary>
/// The shape of a <see cref="PairProduct"/>: events of row b are Offsets[b] … Offsets[b + 1] − 1.
/// </summary>
public sealed record PairShape(int[] Offsets, int Width, int Outputs)
{
    const int ChunkNumbers = 12 << 10; // six matrices of a chunk share a second-level cache with a piece
    const int LeastChunk = 32;

    /// <summary>Events that pass at a time, a multiple of 8.</summary>
    internal const int Piece = 64;

    /// <summary>Whether y = max(0, …).</summary>
    public bool Relu { get; init; }

    /// <summary>Dropout behind the ReLU, of element n H + j; only with it.</summary>
    public DropoutMask? Dropout { get; init; }

    /// <summary>B.</summary>
    public int Rows => Offsets.Length - 1;

    /// <summary>N.</summary>
    public int Events => Offsets[^1];

    /// <summary>m and its padding.</summary>
    internal int PaddedWidth => Padding.RoundUp(Width, Gemm.ColumnMultiple);

    /// <summary>Outputs that pass at a time, a multiple of 16.</summary>
    internal int Chunk => Math.Min(
        Padding.RoundUp(Outputs, Gemm.ColumnMultiple), Math.Max(LeastChunk, ChunkNumbers / PaddedWidth & ~15));

    /// <summary>
    /// Distance of rows that lie a chunk apart: whole cache lines, an odd number of them, so that a column of tiles
    /// does not fall into few sets of a cache.
    /// </summary>
    internal int Stride => Chunk + (Chunk / 16 % 2 == 0 ? 16 : 0);
}

/// <summary>Addresses of a <see cref="PairProduct"/>'s operands or of their gradients, dense and row-major.</summary>
/// <param name="Events">s, [N, m].</param>
/// <param name="Targets">t, [B, m].</param>
/// <param name="Start">c, [B, H].</param>
/// <param name="Plain">A, [H, m].</param>
/// <param name="Scaled">P, [H, m].</param>
public readonly record struct PairOperands(nint Events, nint Targets, nint Start, nint Plain, nint Scaled);
