using RankElastor.Kernels.Attention;
using RankElastor.Numerics.Threads;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>
/// Self-attention of 512 histories of 1 … 50 items, 2 heads of 16 numbers, on one thread: the kernel on the items, and
/// on histories that were filled up to 50.
/// </summary>
public unsafe class JaggedAttentionBenchmarks
{
    const int Rows = 512, Most = 50, Heads = 2, Width = 16;
    readonly JaggedShape _items = Of(row => 1 + row * 37 % Most), _padded = Of(_ => Most);
    readonly float[] _projected = GC.AllocateArray<float>(Rows * Most * 3 * Heads * Width, pinned: true);
    readonly float[] _gradient = GC.AllocateArray<float>(Rows * Most * 3 * Heads * Width, pinned: true);
    readonly float[] _output = GC.AllocateArray<float>(Rows * Most * Heads * Width, pinned: true);

    /// <summary>Draws the operands.</summary>
    public JaggedAttentionBenchmarks() => Numbers.Normal(_projected.Length).CopyTo(_projected, 0);

    /// <summary>The definition of the forward pass.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar() => JaggedAttention.Scalar(_items, At(_projected), _output);

    /// <summary>Forward.</summary>
    [Benchmark]
    public void Forward() => JaggedAttention.Forward(_items, At(_projected), Address(_output), Workers.Sequential);

    /// <summary>Forward with padding.</summary>
    [Benchmark]
    public void ForwardPadded() =>
        JaggedAttention.Forward(_padded, At(_projected), Address(_output), Workers.Sequential);

    /// <summary>Backward.</summary>
    [Benchmark]
    public void Backward() => JaggedAttention.Backward(
        _items, At(_projected), Address(_output), At(_gradient), Workers.Sequential);

    static JaggedOperands At(float[] projected)
    {
        const int Stride = 3 * Heads * Width;
        return new(Columns(0), Columns(1), Columns(2), 0);

        HeadColumns Columns(int part) =>
            new(Address(projected) + part * Heads * Width * sizeof(float), Stride);
    }

    static nint Address(float[] pinned) => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[0]);

    static JaggedShape Of(Func<int, int> length)
    {
        var offsets = new int[Rows + 1];
        for (var row = 0; row < Rows; row++)
        {
            offsets[row + 1] = offsets[row] + length(row);
        }

        return new JaggedShape
        {
            QueryOffsets = offsets,
            KeyOffsets = offsets,
            Heads = Heads,
            KeyWidth = Width,
            ValueWidth = Width,
            Scale = 0.25f,
        };
    }
}
