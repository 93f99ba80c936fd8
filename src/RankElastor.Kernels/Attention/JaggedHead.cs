using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Attention;

/// <summary>
/// One thread's matrices for one row and head of <see cref="JaggedAttention"/>. What lies beyond a row's own numbers in
/// them is of no account: weights there are zero.
/// </summary>
sealed unsafe class JaggedHead : IDisposable
{
    /// <summary>Queries that pass at a time, a multiple of 8.</summary>
    internal const int MostQueries = 64;

    readonly JaggedShape _shape;
    readonly JaggedOperands _at;
    readonly JaggedScores _scores;
    readonly int _keyWidth, _valueWidth; // padded
    readonly NativeFloats _memory;
    readonly float* _queries, _result, _above; // [piece, d], [piece, d or e], [piece, e]
    readonly float* _keys, _values, _keysAcross, _valuesAcross; // [k, d], [k, e], [d, k], [e, k]
    readonly float* _keyGradients, _valueGradients; // [k, d], [k, e]
    int _row, _head, _stride; // of matrices as wide as the row has keys

    public JaggedHead(JaggedShape shape, JaggedOperands at, bool withGradients)
    {
        (_shape, _at) = (shape, at);
        _keyWidth = Padding.RoundUp(shape.KeyWidth, Gemm.ColumnMultiple);
        _valueWidth = Padding.RoundUp(shape.ValueWidth, Gemm.ColumnMultiple);
        var keys = Padding.RoundUp(shape.MostKeys, Gemm.ColumnMultiple);
        var piece = Math.Min(MostQueries, Padding.RoundUp(shape.MostQueries, Gemm.RowMultiple));
        var (own, all) = (piece * (_keyWidth + 2 * Math.Max(_keyWidth, _valueWidth)), keys * (_keyWidth + _valueWidth));
        _memory = new NativeFloats(own + (withGradients ? 3L : 1) * all);
        _scores = new JaggedScores(shape, at.Bias, piece, keys, withGradients);
        _queries = _memory.At;
        _result = _queries + piece * _keyWidth;
        _above = _result + piece * Math.Max(_keyWidth, _valueWidth);
        _keysAcross = _memory.At + own;
        _values = _keysAcross + keys * _keyWidth;
        if (withGradients)
        {
            _keys = _values + keys * _valueWidth;
            _valuesAcross = _keys + keys * _keyWidth;
            _keyGradients = _valuesAcross + keys * _valueWidth;
            _valueGradients = _keyGradients + keys * _keyWidth;
        }
    }

    int FirstQuery => _shape.QueryOffsets[_row];

    int QueriesOfRow => _shape.QueryOffsets[_row + 1] - FirstQuery;

    int FirstKey => _shape.KeyOffsets[_row];

    int KeysOfRow => _shape.KeyOffsets[_row + 1] - FirstKey;

    public void Forward(int first, int end, float* output)
    {
        for (var group = first * _shape.Heads; group < end * _shape.Heads; group++)
        {
            Enter(group);
            for (var query = 0; query < QueriesOfRow; query += MostQueries)
            {
                var queries = Math.Min(MostQueries, QueriesOfRow - query);
                var to = new HeadColumns((nint)output, _shape.Heads * _shape.ValueWidth)
                    .At(FirstQuery + query, _head, _shape.ValueWidth);
                if (Weigh(query, queries) is var keys and > 0)
                {
                    var weights = new MatrixView(_scores.Dropped, _stride);
                    new MatrixView(_result, _valueWidth).SetToProduct(
                        weights, new MatrixView(_values, _valueWidth), (Rows(queries), _valueWidth, keys));
                }
                else
                {
                    Lines.Clear(_result, _valueWidth, 0, queries);
                }

                Lines.Copy(_result, _valueWidth, to, _shape.Heads * _shape.ValueWidth, queries, _shape.ValueWidth);
            }
        }
    }

    /// <summary>Adds to the gradient of the bias, dense.</summary>
    public void Backward(int first, int end, float* outputGradient, JaggedOperands gradients, float* biasGradient)
    {
        for (var group = first * _shape.Heads; group < end * _shape.Heads; group++)
        {
            Enter(group);
            var keys = KeysOfRow;
            Lines.Copy(
                _at.Keys.At(FirstKey, _head, _shape.KeyWidth), _at.Keys.Stride, _keys, _keyWidth, keys,
                _shape.KeyWidth);
            Lines.Transpose(
                _at.Values.At(FirstKey, _head, _shape.ValueWidth), _at.Values.Stride, _valuesAcross, _stride, keys,
                _shape.ValueWidth);
            Lines.Clear(_keyGradients, _keyWidth, 0, Rows(keys));
            Lines.Clear(_valueGradients, _valueWidth, 0, Rows(keys));
            for (var query = 0; query < QueriesOfRow; query += MostQueries)
            {
                Backward(query, Math.Min(MostQueries, QueriesOfRow - query), outputGradient, gradients.Queries);
            }

            Lines.Copy(
                _keyGradients, _keyWidth, gradients.Keys.At(FirstKey, _head, _shape.KeyWidth), gradients.Keys.Stride,
                keys, _shape.KeyWidth);
            Lines.Copy(
                _valueGradients, _valueWidth, gradients.Values.At(FirstKey, _head, _shape.ValueWidth),
                gradients.Values.Stride, keys, _shape.ValueWidth);
        }

        _scores.AddBiasGradient(biasGradient);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _scores.Dispose();
    }

    void Backward(int query, int queries, float* outputGradient, HeadColumns queryGradients)
    {
        var from = new HeadColumns((nint)outputGradient, _shape.Heads * _shape.ValueWidth)
            .At(FirstQuery + query, _head, _shape.ValueWidth);
        Lines.Copy(from, _shape.Heads * _shape.ValueWidth, _above, _valueWidth, queries, _shape.ValueWidth);
        if (Weigh(query, queries) is var keys and > 0)
        {
            var above = new MatrixView(_above, _valueWidth);
            new MatrixView(_scores.Gradients, _stride).SetToProduct(
                above, new MatrixView(_valuesAcross, _stride),
                (Rows(queries), Columns(keys), _shape.ValueWidth));
            new MatrixView(_valueGradients, _valueWidth).AddTransposedProduct(
                new MatrixView(_scores.Dropped, _stride), above, (Rows(keys), _valueWidth, queries));
            _scores.Backward(Piece(query, queries, keys));
            var scores = new MatrixView(_scores.Gradients, _stride);
            new MatrixView(_result, _keyWidth).SetToProduct(
                scores, new MatrixView(_keys, _keyWidth), (Rows(queries), _keyWidth, keys));
            new MatrixView(_keyGradients, _keyWidth).AddTransposedProduct(
                scores, new MatrixView(_queries, _keyWidth), (Rows(keys), _keyWidth, queries));
        }
        else
        {
            Lines.Clear(_result, _keyWidth, 0, queries);
        }

        Lines.Copy(
            _result, _keyWidth, queryGradients.At(FirstQuery + query, _head, _shape.KeyWidth), queryGradients.Stride,
            queries, _shape.KeyWidth);
    }

    /// <summary>A row and a head, row · H + head.</summary>
    void Enter(int group)
    {
        (_row, _head) = (group / _shape.Heads, group % _shape.Heads);
        _stride = Columns(KeysOfRow);
        Lines.Transpose(
            _at.Keys.At(FirstKey, _head, _shape.KeyWidth), _at.Keys.Stride, _keysAcross, _stride, KeysOfRow,
            _shape.KeyWidth);
        Lines.Copy(
            _at.Values.At(FirstKey, _head, _shape.ValueWidth), _at.Values.Stride, _values, _valueWidth, KeysOfRow,
            _shape.ValueWidth);
    }

    /// <summary>Makes the weights of some queries; how many keys the last of them sees.</summary>
    int Weigh(int query, int queries)
    {
        var keys = _shape.Sees(query + queries - 1, QueriesOfRow, KeysOfRow);
        if (keys > 0)
        {
            Lines.Copy(
                _at.Queries.At(FirstQuery + query, _head, _shape.KeyWidth), _at.Queries.Stride, _queries, _keyWidth,
                queries, _shape.KeyWidth);
            new MatrixView(_scores.Weights, _stride).SetToProduct(
                new MatrixView(_queries, _keyWidth), new MatrixView(_keysAcross, _stride),
                (Rows(queries), Columns(keys), _shape.KeyWidth));
            _scores.Forward(Piece(query, queries, keys));
        }

        return keys;
    }

    JaggedPiece Piece(int query, int queries, int keys) =>
        new(FirstQuery + query, query, queries, QueriesOfRow, KeysOfRow, _head) { Columns = Columns(keys) };

    static int Rows(int count) => Padding.RoundUp(count, Gemm.RowMultiple);

    static int Columns(int count) => Padding.RoundUp(count, Gemm.ColumnMultiple);
}
