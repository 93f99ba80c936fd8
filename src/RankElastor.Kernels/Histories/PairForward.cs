using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Histories;

/// <summary>
/// One range of rows of <see cref="PairProduct.Forward"/>: for a chunk of outputs at a time, so that its weights stay
/// in the cache for all rows.
/// </summary>
sealed unsafe class PairForward : IDisposable
{
    readonly PairShape _shape;
    readonly PairOperands _at;
    readonly float* _output;
    readonly int _width, _padded, _stride;
    readonly NativeFloats _memory;
    readonly float* _plain, _scaled, _matrix, _events, _start, _result; // A and P, [m, chunk], as the row's matrix

    public PairForward(PairShape shape, PairOperands at, nint output)
    {
        (_shape, _at) = (shape, at);
        _output = (float*)output;
        (_width, _padded, _stride) = (shape.Width, shape.PaddedWidth, shape.Stride);
        var weights = _width * _stride;
        _memory = new NativeFloats(3 * weights + PairShape.Piece * (_padded + _stride) + _stride);
        _plain = _memory.At;
        _scaled = _plain + weights;
        _matrix = _scaled + weights;
        _events = _matrix + weights;
        _result = _events + PairShape.Piece * _padded;
        _start = _result + PairShape.Piece * _stride;
    }

    public void Run(int first, int end)
    {
        for (var chunk = 0; chunk < _shape.Outputs; chunk += _shape.Chunk)
        {
            var outputs = Math.Min(_shape.Chunk, _shape.Outputs - chunk);
            var weights = chunk * (nint)_width;
            new Span<float>(_plain, 2 * _width * _stride).Clear();
            Lines.Transpose((float*)_at.Plain + weights, _width, _plain, _stride, outputs, _width);
            Lines.Transpose((float*)_at.Scaled + weights, _width, _scaled, _stride, outputs, _width);
            for (var row = first; row < end; row++)
            {
                Row(row, chunk, outputs);
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    void Row(int row, int chunk, int outputs)
    {
        var (from, to) = (_shape.Offsets[row], _shape.Offsets[row + 1]);
        if (from == to)
        {
            return;
        }

        var columns = Padding.RoundUp(outputs, Gemm.ColumnMultiple);
        Matrix((float*)_at.Targets + row * (nint)_width, columns);
        Lines.Copy((float*)_at.Start + row * (nint)_shape.Outputs + chunk, 0, _start, 0, 1, outputs);
        for (var n = from; n < to; n += PairShape.Piece)
        {
            var events = Math.Min(PairShape.Piece, to - n);
            var rows = Padding.RoundUp(events, Gemm.RowMultiple);
            Lines.Copy((float*)_at.Events + n * (nint)_width, _width, _events, _padded, events, _width);
            Lines.Clear(_events, _padded, events, rows);
            new MatrixView(_result, _stride).SetToProduct(
                new MatrixView(_events, _padded), new MatrixView(_matrix, _stride), (rows, columns, _width),
                new MatrixView(_start, 0));
            Activate(n, events, chunk, columns);
            Lines.Copy(
                _result, _stride, _output + n * (nint)_shape.Outputs + chunk, _shape.Outputs, events, outputs);
        }
    }

    void Activate(int first, int events, int chunk, int columns)
    {
        if (!_shape.Relu)
        {
            return;
        }

        for (var n = 0; n < events; n++)
        {
            var element = (uint)((first + n) * (long)_shape.Outputs + chunk);
            for (var j = 0; j < columns; j += Lanes.Count)
            {
                var place = _result + n * _stride + j;
                var value = Vector512.Max(Vector512.Load(place), Lanes.Zero);
                (_shape.Dropout is { } mask ? value * mask.Factors512(element + (uint)j) : value).Store(place);
            }
        }
    }

    /// <summary>A + P diag t, transposed.</summary>
    void Matrix(float* target, int columns)
    {
        for (var k = 0; k < _width; k++)
        {
            var t = Vector512.Create(target[k]);
            for (var j = k * _stride; j < k * _stride + columns; j += Lanes.Count)
            {
                Vector512.FusedMultiplyAdd(Vector512.Load(_scaled + j), t, Vector512.Load(_plain + j))
                    .Store(_matrix + j);
            }
        }
    }
}
