using RankElastor.Kernels.Rows;
using RankElastor.Kernels.Updates;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>One embedding table with the optimiser's state of its rows, which are addressed with 64 bits.</summary>
sealed class TableState
{
    readonly int _index; // of the table in its set
    readonly int _width, _rowBytes, _firstWidth;
    readonly Tensor _firstState, _secondState;
    readonly nint _first, _second;
    readonly RowMemory _memory;
    readonly RowTable _place;

    public TableState(EmbeddingTable table, int index, OptimiserOptions options)
    {
        Table = table;
        _index = index;
        _width = table.Width;
        _memory = table.Memory;
        _place = table.Place;
        _rowBytes = (int)(table.Bytes / table.Rows);
        GradientIndex = options.EmbeddingUpdate == EmbeddingUpdate.Exact ? new int[table.Rows] : [];
        var kind = options.Kind;
        _firstWidth = kind.FirstWidth(_width);
        _firstState = LargeTensor.Zeros(ScalarType.Float32, (long)table.Rows * _firstWidth);
        _secondState = LargeTensor.Zeros(ScalarType.Float32, (long)table.Rows * kind.SecondWidth(_width));
        _first = _firstState.numel() == 0 ? 0 : TensorSpans.Address(_firstState);
        _second = _secondState.numel() == 0 ? 0 : TensorSpans.Address(_secondState);
    }

    public EmbeddingTable Table { get; }

    /// <summary>Per row 1 + the index of its summed gradient, 0 where it was not read. Exact mode only.</summary>
    public int[] GradientIndex { get; }

    public IEnumerable<(string Name, Tensor Values)> State =>
        [($"{Table.Name}/first", _firstState), ($"{Table.Name}/second", _secondState)];

    /// <summary>Rows as float32: the table's own memory, or a copy in this thread's scratch.</summary>
    public Span<float> Rows(int row, int count)
    {
        if (_memory.IsFloat)
        {
            return _memory.Floats(row, count);
        }

        var rows = Scratch.Rows(count * _width);
        _memory.Read(row, rows);
        return rows;
    }

    /// <summary>Updates rows and stores them; on request returns Σ w² of the rows as stored, else NaN.</summary>
    public double Update(
        int row, int count, ReadOnlySpan<float> gradients, UpdateRule rule, RoundingNoise noise, bool sumsSquares)
    {
        var rows = Rows(row, count);
        rule(rows, gradients, StateOf(_first, _firstWidth, row, count), StateOf(_second, _width, row, count));
        if (!_memory.IsFloat)
        {
            _memory.WriteStochastically(row, rows, noise.Fork(_index));
        }

        return sumsSquares ? SumOfSquares.Of(Rows(row, count)) : double.NaN;
    }

    public void Prefetch(int row)
    {
        PrefetchWeights(row);
        PrefetchState(_first, _firstWidth, row);
        PrefetchState(_second, _width, row);
    }

    public void PrefetchWeights(int row) => CacheHint.Fetch(_place.Address + (nint)row * _rowBytes, _rowBytes);

    static void PrefetchState(nint state, int width, int row) =>
        CacheHint.Fetch(state + (nint)row * width * sizeof(float), state == 0 ? 0 : width * sizeof(float));

    static Span<float> StateOf(nint state, int width, int row, int count) =>
        state == 0 ? [] : TensorSpans.Floats(state, (long)row * width, count * width);
}
