using RankElastor.Kernels.Rows;
using RankElastor.Kernels.Updates;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>One embedding table with the optimiser's state of it; rows are addressed with 64 bits.</summary>
sealed class TableState
{
    readonly int _index;
    readonly int _width;
    readonly int _firstWidth;
    readonly nint _first;
    readonly nint _second;
    readonly Tensor _firstState;
    readonly Tensor _secondState;
    readonly RowTable _place;
    readonly int _rowBytes;

    public TableState(EmbeddingTable table, int index, OptimiserOptions options)
    {
        var kind = options.Kind;
        _rowBytes = (int)(table.Bytes / table.Rows);
        (Table, Memory, _index, _width, _place) = (table, table.Memory, index, table.Width, table.Place);
        Slots = options.EmbeddingUpdate == EmbeddingUpdate.Exact ? new int[table.Rows] : [];
        _firstState = LargeTensor.Zeros(ScalarType.Float32, (long)table.Rows * kind.FirstWidth(_width));
        _secondState = LargeTensor.Zeros(ScalarType.Float32, (long)table.Rows * kind.SecondWidth(_width));
        _first = _firstState.numel() == 0 ? 0 : TensorSpans.Address(_firstState);
        _second = _secondState.numel() == 0 ? 0 : TensorSpans.Address(_secondState);
        _firstWidth = kind.FirstWidth(_width);
    }

    /// <summary>The table.</summary>
    public EmbeddingTable Table { get; }

    /// <summary>Its rows.</summary>
    public RowMemory Memory { get; }

    /// <summary>For each row which sum of the batch holds its gradient, plus one; 0 for rows that the batch did not read. Exact mode only.</summary>
    public int[] Slots { get; }

    /// <summary>The rule's state by name, live.</summary>
    public IEnumerable<(string Name, Tensor Values)> State => [($"{Table.Name}/first", _firstState), ($"{Table.Name}/second", _secondState)];

    /// <summary>Rows as float32: the table's own memory, or widened into this thread's scratch.</summary>
    public Span<float> Rows(int row, int count)
    {
        if (Memory.IsFloat)
        {
            return Memory.Floats(row, count);
        }

        var rows = Scratch.First(count * _width);
        Memory.Read(row, rows);
        return rows;
    }

    /// <summary>Updates rows and stores them in the table's storage; on request returns Σ w² of the rows as stored, else NaN.</summary>
    public double Update(int row, int count, ReadOnlySpan<float> gradients, UpdateRule rule, RoundingNoise noise, bool summing)
    {
        var rows = Rows(row, count);
        var first = Part(_first, _firstWidth, row, count);
        var second = Part(_second, _width, row, count);
        rule(rows, gradients, first, second);
        if (!Memory.IsFloat)
        {
            Memory.WriteStochastically(row, rows, noise.Fork(_index));
        }

        return summing ? SumOfSquares.Of(Rows(row, count)) : double.NaN;
    }

    /// <summary>Asks for the memory of a row and its state.</summary>
    public void Fetch(int row)
    {
        FetchWeights(row);
        CacheHint.Fetch(_first + (nint)row * _firstWidth * sizeof(float), _first == 0 ? 0 : _firstWidth * sizeof(float));
        CacheHint.Fetch(_second + (nint)row * _width * sizeof(float), _second == 0 ? 0 : _width * sizeof(float));
    }

    /// <summary>Asks for the memory of a row.</summary>
    public void FetchWeights(int row)
    {
        CacheHint.Fetch(_place.Address + (nint)row * _rowBytes, _rowBytes);
    }

    static Span<float> Part(nint state, int width, int row, int count) =>
        state == 0 ? [] : TensorSpans.Floats(state, (long)row * width, count * width);
}
