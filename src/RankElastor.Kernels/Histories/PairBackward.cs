using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Histories;

/// <summary>
/// One range of rows of <see cref="PairProduct.Backward"/>: for a chunk of outputs at a time, so that its weights and
/// their gradients stay in the cache for all rows.
/// </summary>
sealed unsafe class PairBackward : IDisposable
{
    readonly PairShape _shape;
    readonly PairOperands _at, _gradients;
    readonly float* _output, _outputGradient;
    readonly int _width, _padded, _stride;
    readonly NativeFloats _memory;
    readonly float* _plain, _scaled, _matrix, _outer; // A, P, the row's matrix and D, [chunk, m]
    readonly float* _events, _eventGradients, _above, _startGradient, _target, _targetGradient;

    public PairBackward(
        PairShape shape, PairOperands at, (nint Output, nint Gradient) above, PairOperands gradients)
    {
        (_shape, _at, _gradients) = (shape, at, gradients);
        _output = (float*)above.Output;
        _outputGradient = (float*)above.Gradient;
        (_width, _padded, _stride) = (shape.Width, shape.PaddedWidth, shape.Stride);
        var weights = shape.Chunk * _padded;
        _memory = new NativeFloats(4 * weights + PairShape.Piece * (2 * _padded + _stride) + _stride + 2 * _padded);
        _plain = _memory.At;
        _scaled = _plain + weights;
        _matrix = _scaled + weights;
        _outer = _matrix + weights;
        _events = _outer + weights;
        _eventGradients = _events + PairShape.Piece * _padded;
        _above = _eventGradients + PairShape.Piece * _padded;
        _startGradient = _above + PairShape.Piece * _stride;
        _target = _startGradient + _stride;
        _targetGradient = _target + _padded;
    }

    /// <summary>Adds to the weights' gradients, [H, padded m].</summary>
    public void Run(int first, int end, float* plainGradient, float* scaledGradient)
    {
        Lines.Clear((float*)_gradients.Targets, _width, first, end);
        Lines.Clear((float*)_gradients.Start, _shape.Outputs, first, end);
        for (var chunk = 0; chunk < _shape.Outputs; chunk += _shape.Chunk)
        {
            var outputs = Math.Min(_shape.Chunk, _shape.Outputs - chunk);
            var weights = chunk * (nint)_width;
            Lines.Copy((float*)_at.Plain + weights, _width, _plain, _padded, outputs, _width);
            Lines.Copy((float*)_at.Scaled + weights, _width, _scaled, _padded, outputs, _width);
            new Span<float>(_above, PairShape.Piece * _stride).Clear();
            for (var row = first; row < end; row++)
            {
                if (_shape.Offsets[row] < _shape.Offsets[row + 1])
                {
                    Row(row, chunk, outputs);
                    Accumulate(row, outputs, plainGradient + chunk * _padded, scaledGradient + chunk * _padded);
                }
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    void Row(int row, int chunk, int outputs)
    {
        var columns = Padding.RoundUp(outputs, Gemm.ColumnMultiple);
        Lines.Copy((float*)_at.Targets + row * (nint)_width, 0, _target, 0, 1, _width);
        Matrix(outputs);
        new Span<float>(_startGradient, columns).Clear();
        var (from, to) = (_shape.Offsets[row], _shape.Offsets[row + 1]);
        for (var n = from; n < to; n += PairShape.Piece)
        {
            var events = Math.Min(PairShape.Piece, to - n);
            var rows = Padding.RoundUp(events, Gemm.RowMultiple);
            var own = (float*)_gradients.Events + n * (nint)_width;
            Lines.Copy((float*)_at.Events + n * (nint)_width, _width, _events, _padded, events, _width);
            Lines.Clear(_events, _padded, events, rows);
            Above(n, events, chunk, outputs);
            Lines.Clear(_above, _stride, events, rows);
            if (chunk > 0)
            {
                Lines.Copy(own, _width, _eventGradients, _padded, events, _width);
            }

            var (above, sums) = (new MatrixView(_above, _stride), new MatrixView(_eventGradients, _padded));
            sums.SetToProduct(
                above, new MatrixView(_matrix, _padded), (rows, _padded, outputs), chunk > 0 ? sums : default);
            Lines.Copy(_eventGradients, _padded, own, _width, events, _width);
            Outer(columns, rows, n == from);
            AddColumns(rows, columns);
        }

        Lines.Copy(
            _startGradient, 0, (float*)_gradients.Start + row * (nint)_shape.Outputs + chunk, 0, 1, outputs);
    }

    /// <summary>The gradient behind ReLU and dropout: an output is positive where both let it pass.</summary>
    void Above(int first, int events, int chunk, int outputs)
    {
        var place = first * (nint)_shape.Outputs + chunk;
        Lines.Copy(_outputGradient + place, _shape.Outputs, _above, _stride, events, outputs);
        if (!_shape.Relu)
        {
            return;
        }

        var keep = _shape.Dropout?.Keep ?? 1;
        for (var n = 0; n < events; n++)
        {
            var above = _above + n * _stride;
            var y = _output + place + n * (nint)_shape.Outputs;
            var j = 0;
            for (; j <= outputs - Lanes.Count; j += Lanes.Count)
            {
                var active = Vector512.GreaterThan(Vector512.Load(y + j), Lanes.Zero);
                Vector512.ConditionalSelect(active, Vector512.Load(above + j) * keep, Lanes.Zero).Store(above + j);
            }

            for (; j < outputs; j++)
            {
                above[j] = y[j] > 0 ? above[j] * keep : 0;
            }
        }
    }

    /// <summary>A + P diag t.</summary>
    void Matrix(int outputs)
    {
        for (var k = 0; k < _padded; k += Lanes.Count)
        {
            var t = Vector512.Load(_target + k);
            for (var j = k; j < outputs * _padded; j += _padded)
            {
                Vector512.FusedMultiplyAdd(Vector512.Load(_scaled + j), t, Vector512.Load(_plain + j))
                    .Store(_matrix + j);
            }
        }
    }

    /// <summary>D = or += dyᵀ s.</summary>
    void Outer(int outputs, int events, bool first) => new Gemm
    {
        Rows = outputs,
        Columns = _padded,
        Depth = events,
        A = _above,
        RowStride = 1,
        DepthStride = _stride,
        B = _events,
        BStride = _padded,
        C = _outer,
        CStride = _padded,
        Start = first ? null : _outer,
        StartStride = _padded,
    }.Run();

    void AddColumns(int rows, int columns)
    {
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            var sum = Vector512.Load(_startGradient + j);
            for (var row = 0; row < rows; row++)
            {
                sum += Vector512.Load(_above + row * _stride + j);
            }

            sum.Store(_startGradient + j);
        }
    }

    /// <summary>dA += D, dP += D diag t, dt += diag(Pᵀ D).</summary>
    void Accumulate(int row, int outputs, float* plain, float* scaled)
    {
        for (var k = 0; k < _padded; k += Lanes.Count)
        {
            var (t, even, odd) = (Vector512.Load(_target + k), Lanes.Zero, Lanes.Zero);
            for (var j = k; j < outputs * _padded; j += _padded)
            {
                var outer = Vector512.Load(_outer + j);
                (Vector512.Load(plain + j) + outer).Store(plain + j);
                Vector512.FusedMultiplyAdd(outer, t, Vector512.Load(scaled + j)).Store(scaled + j);
                (even, odd) = (odd, Vector512.FusedMultiplyAdd(outer, Vector512.Load(_scaled + j), even));
            }

            (even + odd).Store(_targetGradient + k);
        }

        var own = (float*)_gradients.Targets + row * (nint)_width;
        for (var k = 0; k < _width; k++)
        {
            own[k] += _targetGradient[k];
        }
    }
}
