using RankElastor.Numerics.Spectra;

namespace RankElastor.Benchmarks.Spectra;

/// <summary>Singular values and measures of 64 matrices on one thread.</summary>
public class SpectralBatchBenchmarks
{
    const int Count = 64;
    readonly MatrixSpectrum[] _results = new MatrixSpectrum[Count];
    float[] _matrices = [];
    double[] _wide = [];
    (int Rows, int Columns) _size;

    /// <summary>Rows × columns of a matrix.</summary>
    [Params("39x20", "26x30")]
    public string Shape { get; set; } = "";

    /// <summary>Draws the matrices.</summary>
    [GlobalSetup]
    public void Draw()
    {
        var sizes = Shape.Split('x').Select(size => int.Parse(size, null)).ToArray();
        _size = (sizes[0], sizes[1]);
        _matrices = Numbers.Normal(Count * sizes[0] * sizes[1]);
        _wide = Array.ConvertAll(_matrices, x => (double)x);
    }

    /// <summary>One-sided Jacobi rotations, one matrix at a time.</summary>
    [Benchmark(Baseline = true)]
    public void Jacobi()
    {
        var numbers = _size.Rows * _size.Columns;
        for (var i = 0; i < Count; i++)
        {
            _results[i] = MatrixSpectrum.Of(_wide.AsSpan(i * numbers, numbers), _size.Rows, _size.Columns);
        }
    }

    /// <summary>One matrix a lane.</summary>
    [Benchmark]
    public void Lanes() => SpectralBatch.Measure(_matrices, _size.Rows, _size.Columns, _results);
}
