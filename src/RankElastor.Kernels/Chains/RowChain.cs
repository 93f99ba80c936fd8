using System.Collections.Concurrent;
using System.Numerics.Tensors;
using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// Fused layers (linear, normalisation, activation, dropout, gated unit) applied to rows, y = x [+] f_n(… f_1(x)): a
/// block of rows passes all stages while it is in the cache, and only x and y touch memory. The backward pass
/// recomputes the stages instead of reading what the forward pass would have had to store. Groups (tokens) have weights
/// of their own.
/// </summary>
/// <remarks>
/// Work is cut into units, a range of rows of one group each, that do not depend on the number of threads; the weights'
/// gradients of the ranges are added in order. So results have the same bits for any number of threads. One pass at a
/// time: the chain owns its working memory.
/// </remarks>
public sealed unsafe class RowChain : IDisposable
{
    const int Units = 32; // at least so many, for balance
    readonly RowStage[] _stages;
    readonly int _groups, _ranges;
    readonly ChainLayout _layout;
    readonly bool _residual;
    readonly ConcurrentBag<NativeFloats> _workspaces = [];
    NativeFloats? _packed, _transposed, _gradients;
    bool _disposed;

    /// <summary>
    /// Chains stages whose widths fit; <paramref name="residual"/> adds the input to the output and needs equal widths.
    /// </summary>
    public RowChain(IReadOnlyList<RowStage> stages, int groups, bool residual = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        ArgumentOutOfRangeException.ThrowIfZero(stages.Count);
        for (var i = 1; i < stages.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(stages[i].Inputs, stages[i - 1].Outputs);
        }

        if (residual)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(stages[^1].Outputs, stages[0].Inputs);
        }

        (_stages, _groups, _residual) = ([.. stages], groups, residual);
        _ranges = (Units + groups - 1) / groups;
        _layout = new ChainLayout(_stages);
    }

    /// <summary>Groups with weights of their own.</summary>
    public int Groups => _groups;

    /// <summary>Input width.</summary>
    public int Inputs => _stages[0].Inputs;

    /// <summary>Output width.</summary>
    public int Outputs => _stages[^1].Outputs;

    /// <summary>Parameter tensors of all stages, in order.</summary>
    public int Parameters => _stages.Sum(stage => stage.Parameters);

    /// <summary>Multiply-adds per row of all stages' forward GEMMs.</summary>
    public long MultiplyAdds => _stages.Sum(stage => stage.MultiplyAdds);

    /// <summary>Numbers per row and group that a forward pass stores for its backward pass.</summary>
    public int StoredWidth => _layout.StoredWidth;

    /// <summary>
    /// y from x, with the parameters at the given addresses. <paramref name="stored"/> is memory of rows · Groups ·
    /// <see cref="StoredWidth"/> numbers, or 0 if no backward pass follows.
    /// </summary>
    public void Forward(ChainPass pass, ReadOnlySpan<nint> parameters, ChainRows x, ChainRows y, nint stored)
    {
        Pack(pass, parameters);
        ForEachUnit(pass, (unit, workspace) =>
        {
            for (var start = unit.Start; start < unit.End; start += _layout.BlockRows)
            {
                var block = Block(pass, unit, start, false, out var rows);
                x.Load(unit.Group, start, rows, block.Rows, workspace, Inputs);
                Run(block, unit.Group, workspace);
                ForEachStored(pass, stored, (stage, numbers) => numbers.Store(
                    unit.Group, start, rows, workspace + _layout.Values[stage + 1], _stages[stage].Outputs, null));
                y.Store(unit.Group, start, rows, workspace + _layout.Values[^1], Outputs, _residual ? x : null);
            }
        });
    }

    /// <summary>
    /// From the gradient of y, those of x and of the parameters, all of which it overwrites. Parameters and what is
    /// stored are those of the forward pass.
    /// </summary>
    public void Backward(
        ChainPass pass, ReadOnlySpan<nint> parameters, ChainRows x, nint stored, ChainGradients gradients)
    {
        Pack(pass, parameters);
        PackTransposed(pass, parameters);
        _gradients ??= new NativeFloats((long)_groups * _ranges * _layout.PackedLength);
        ForEachUnit(pass, (unit, workspace) =>
        {
            var sums = _gradients.At + ((long)unit.Group * _ranges + unit.Range) * _layout.PackedLength;
            new Span<float>(sums, _layout.PackedLength).Clear();
            for (var start = unit.Start; start < unit.End; start += _layout.BlockRows)
            {
                var block = Block(pass, unit, start, true, out var rows);
                x.Load(unit.Group, start, rows, block.Rows, workspace, Inputs);
                ForEachStored(pass, stored, (stage, numbers) => numbers.Load(
                    unit.Group, start, rows, block.Rows,
                    workspace + _layout.Values[stage + 1], _stages[stage].Outputs));
                Run(block, unit.Group, workspace);
                gradients.Output.Load(unit.Group, start, rows, block.Rows, workspace + _layout.Gradients[^1], Outputs);
                RunBack(block, unit.Group, workspace, sums);
                ChainRows? skip = _residual ? gradients.Output : null;
                gradients.Input.Store(unit.Group, start, rows, workspace + _layout.Gradients[0], Inputs, skip);
            }
        });
        Unpack(pass, gradients.Parameters);
    }

    /// <summary>What the chain owns at present.</summary>
    internal IEnumerable<NativeFloats> Memory =>
        _workspaces.Concat(new[] { _packed, _transposed, _gradients }.OfType<NativeFloats>());

    /// <summary>Frees the working memory; the chain can no longer be run.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var memory in Memory)
        {
            memory.Dispose();
        }
    }

    void Run(in RowBlock block, int group, float* workspace)
    {
        for (var i = 0; i < _stages.Length; i++)
        {
            _stages[i].Forward(block, new StageMemory
            {
                Input = workspace + _layout.Values[i],
                Output = workspace + _layout.Values[i + 1],
                Kept = workspace + _layout.Kept[i],
                Weights = _packed!.At + (long)group * _layout.PackedLength + _layout.Packed[i],
                // nobody reads the last output again
                OutputKnown = block.ForBackward && (i == _stages.Length - 1 || _layout.Stored[i] >= 0),
            });
        }
    }

    void RunBack(in RowBlock block, int group, float* workspace, float* sums)
    {
        for (var i = _stages.Length - 1; i >= 0; i--)
        {
            _stages[i].Backward(block, new StageMemory
            {
                Input = workspace + _layout.Values[i],
                Output = workspace + _layout.Values[i + 1],
                Kept = workspace + _layout.Kept[i],
                Weights = _packed!.At + (long)group * _layout.PackedLength + _layout.Packed[i],
                Transposed = _transposed!.At + (long)group * _layout.TransposedLength + _layout.Transposed[i],
                OutputGradient = workspace + _layout.Gradients[i + 1],
                InputGradient = workspace + _layout.Gradients[i],
                WeightGradient = sums + _layout.Packed[i],
                Scratch = workspace + _layout.Scratch,
            });
        }
    }

    void ForEachStored(ChainPass pass, nint stored, Action<int, ChainRows> body)
    {
        for (var i = 0; i < _stages.Length && stored != 0; i++)
        {
            if (_layout.Stored[i] >= 0)
            {
                var first = stored + _layout.Stored[i] * sizeof(float);
                body(i, new ChainRows(first, StoredWidth, (long)pass.Rows * StoredWidth));
            }
        }
    }

    RowBlock Block(ChainPass pass, Unit unit, int start, bool forBackward, out int rows)
    {
        rows = Math.Min(_layout.BlockRows, unit.End - start);
        var padded = Padding.RoundUp(rows, Gemm.RowMultiple);
        return new RowBlock(
            padded, (long)unit.Group * pass.Rows + start, pass.Seed, pass.Step, pass.Training, forBackward);
    }

    void ForEachUnit(ChainPass pass, UnitBody body) => pass.Workers.ForEach(_groups * _ranges, index =>
    {
        var (group, range) = (index / _ranges, index % _ranges);
        var blocks = (pass.Rows + _layout.BlockRows - 1) / _layout.BlockRows;
        var (first, last) = (blocks * range / _ranges, blocks * (range + 1) / _ranges);
        var unit = new Unit(group, range, first * _layout.BlockRows, Math.Min(last * _layout.BlockRows, pass.Rows));
        var workspace = _workspaces.TryTake(out var free) ? free : new NativeFloats(_layout.WorkspaceLength);
        body(unit, workspace.At);
        _workspaces.Add(workspace);
    });

    void Pack(ChainPass pass, ReadOnlySpan<nint> parameters)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _packed ??= new NativeFloats((long)_groups * _layout.PackedLength);
        nint[] addresses = [.. parameters];
        pass.Workers.ForEach(_groups, group => ForEachStage(addresses, (i, stage, own) =>
            stage.Pack(own, group, _packed.At + (long)group * _layout.PackedLength + _layout.Packed[i])));
    }

    void PackTransposed(ChainPass pass, ReadOnlySpan<nint> parameters)
    {
        _transposed ??= new NativeFloats((long)_groups * _layout.TransposedLength);
        nint[] addresses = [.. parameters];
        pass.Workers.ForEach(_groups, group => ForEachStage(addresses, (i, stage, own) =>
            stage.PackTransposed(
                own, group, _transposed.At + (long)group * _layout.TransposedLength + _layout.Transposed[i])));
    }

    void Unpack(ChainPass pass, ReadOnlySpan<nint> gradients)
    {
        nint[] addresses = [.. gradients];
        pass.Workers.ForEach(_groups, group =>
        {
            var sums = _gradients!.At + (long)group * _ranges * _layout.PackedLength;
            var total = new Span<float>(sums, _layout.PackedLength);
            for (var range = 1; range < _ranges; range++)
            {
                var part = new ReadOnlySpan<float>(sums + (long)range * _layout.PackedLength, _layout.PackedLength);
                TensorPrimitives.Add(total, part, total);
            }

            ForEachStage(addresses, (i, stage, own) => stage.Unpack(own, group, sums + _layout.Packed[i]));
        });
    }

    void ForEachStage(nint[] addresses, StageBody body)
    {
        var next = 0;
        for (var i = 0; i < _stages.Length; i++)
        {
            body(i, _stages[i], addresses.AsSpan(next, _stages[i].Parameters));
            next += _stages[i].Parameters;
        }
    }

    delegate void UnitBody(Unit unit, float* workspace);

    delegate void StageBody(int index, RowStage stage, ReadOnlySpan<nint> parameters);

    readonly record struct Unit(int Group, int Range, int Start, int End);
}
