using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>4,096 × 26 look-ups in a table of rows of 20 numbers of each storage, in the cache and in memory.</summary>
public unsafe class GatherRowsBenchmarks
{
    const int Width = 20, LookUps = 4096 * 26;
    readonly int[] _ids = new int[LookUps];
    readonly float[] _output = new float[LookUps * Width];
    NativeFloats _floats = null!, _scales = null!;
    RowTable[] _tables = [];

    /// <summary>Rows of the table.</summary>
    [Params(100_000, 4_000_000)]
    public int Rows { get; set; }

    /// <summary>How a number is stored.</summary>
    [Params("float32", "bfloat16", "int8")]
    public string Storage { get; set; } = "";

    /// <summary>Draws the ids; a table of zeros takes as long as any.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var random = new SeededRandom(2);
        foreach (ref var id in _ids.AsSpan())
        {
            id = random.NextInt(Rows);
        }

        (_floats, _scales) = (new NativeFloats((long)Rows * Width), new NativeFloats(Rows));
        _tables = [new RowTable((nint)_floats.At, Rows, (nint)_scales.At)];
    }

    /// <summary>
    /// Row by row with the library's own copy, or element by element where there is none; nothing asked for ahead.
    /// </summary>
    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        for (var i = 0; i < _ids.Length; i++)
        {
            var row = _ids[i];
            var output = _output.AsSpan(i * Width, Width);
            switch (Storage[0])
            {
                case 'f': new ReadOnlySpan<float>(_floats.At + (long)row * Width, Width).CopyTo(output); break;
                case 'b': Widen((ushort*)_floats.At + (long)row * Width, output); break;
                default: Widen((sbyte*)_floats.At + (long)row * Width, _scales.At[row], output); break;
            }
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Gather()
    {
        switch (Storage[0])
        {
            case 'f': GatherRows.FromFloats(_tables, Width, _ids, _output); break;
            case 'b': GatherRows.FromBf16(_tables, Width, _ids, _output); break;
            default: GatherRows.FromInt8(_tables, Width, _ids, _output); break;
        }
    }

    static void Widen(ushort* source, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++) { target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16); }
    }

    static void Widen(sbyte* source, float scale, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++) { target[i] = source[i] * scale; }
    }
}
