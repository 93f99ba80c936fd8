using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// Where the values and gradients of a chain's stages lie in a worker's memory, and each stage's weights in a group's.
/// The height of a block is what lets those of all stages stay in a second-level cache beside the weights.
/// </summary>
sealed class ChainLayout
{
    const int BlockNumbers = 192 << 10; // 768 KiB of float32
    const int WorthStoring = 100; // multiply-adds that take as long as one number's way to memory and back
    const int LeastRows = 16, MostRows = 128;

    public ChainLayout(IReadOnlyList<RowStage> stages)
    {
        var width = 2 * RowStage.Padded(stages[0].Inputs)
            + stages.Sum(stage => 2 * RowStage.Padded(stage.Outputs) + stage.KeptWidth);
        BlockRows = Math.Clamp(BlockNumbers / width & ~7, LeastRows, MostRows);
        Values = new int[stages.Count + 1];
        Gradients = new int[stages.Count + 1];
        Kept = new int[stages.Count];
        Packed = new int[stages.Count];
        Transposed = new int[stages.Count];
        var next = 0;
        Values[0] = Take(ref next, BlockRows * RowStage.Padded(stages[0].Inputs));
        for (var i = 0; i < stages.Count; i++)
        {
            Kept[i] = Take(ref next, BlockRows * stages[i].KeptWidth);
            Values[i + 1] = Take(ref next, BlockRows * RowStage.Padded(stages[i].Outputs));
        }

        Gradients[^1] = Take(ref next, BlockRows * RowStage.Padded(stages[^1].Outputs));
        for (var i = stages.Count - 1; i >= 0; i--)
        {
            Gradients[i] = stages[i].BackwardInPlace
                ? Gradients[i + 1]
                : Take(ref next, BlockRows * RowStage.Padded(stages[i].Inputs));
        }

        Stored = new int[stages.Count];
        for (var i = 0; i < stages.Count; i++)
        {
            var worthIt = i < stages.Count - 1 && stages[i].MultiplyAddsSaved >= WorthStoring * (long)stages[i].Outputs;
            Stored[i] = worthIt ? StoredWidth : -1;
            StoredWidth += worthIt ? stages[i].Outputs : 0;
        }

        Scratch = Take(ref next, BlockRows * stages.Max(stage => stage.ScratchWidth));
        WorkspaceLength = next;
        var (packed, transposed) = (0, 0);
        for (var i = 0; i < stages.Count; i++)
        {
            Packed[i] = Take(ref packed, stages[i].PackedLength);
            Transposed[i] = Take(ref transposed, stages[i].TransposedLength);
        }

        (PackedLength, TransposedLength) = (packed, transposed);
    }

    /// <summary>Rows of a block, a multiple of 8.</summary>
    public int BlockRows { get; }

    public int[] Values { get; }
    public int[] Gradients { get; }
    public int[] Kept { get; }

    /// <summary>Where stage i's output lies in a stored row, or −1 if it is recomputed.</summary>
    public int[] Stored { get; }

    public int StoredWidth { get; }
    public int Scratch { get; }
    public int WorkspaceLength { get; }
    public int[] Packed { get; }
    public int PackedLength { get; }
    public int[] Transposed { get; }
    public int TransposedLength { get; }

    static int Take(ref int next, int length)
    {
        var offset = next;
        next += Padding.RoundUp(length, Gemm.ColumnMultiple);
        return offset;
    }
}
