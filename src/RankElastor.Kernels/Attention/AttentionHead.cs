using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Attention;

/// <summary>One thread's panels for one row and head of <see cref="RowAttention"/>; what lies beyond the fields is zero.</summary>
sealed unsafe class AttentionHead : IDisposable
{
    readonly AttentionShape _shape;
    readonly int _fields8, _fields16, _width16;
    readonly NativeFloats _all;
    readonly float* _query, _key, _value, _above, _result; // [fields8, width16]
    readonly float* _keyAcross, _valueAcross; // [d, fields16]
    readonly float* _weights, _gradient; // [fields8, fields16]; the weights with dropout lie in _dropped
    readonly float* _dropped;

    /// <summary>Allocates the panels.</summary>
    public AttentionHead(AttentionShape shape)
    {
        _shape = shape;
        (_fields8, _fields16, _width16) = (Up(shape.Fields, 8), Up(shape.Fields, 16), Up(shape.HeadWidth, 16));
        var (row, across, square) = (_fields8 * _width16, shape.HeadWidth * _fields16, _fields8 * _fields16);
        _all = new NativeFloats(5 * row + 2 * across + 3 * square);
        _query = _all.At;
        _key = _query + row;
        _value = _key + row;
        _above = _value + row;
        _result = _above + row;
        _keyAcross = _result + row;
        _valueAcross = _keyAcross + across;
        _weights = _valueAcross + across;
        _gradient = _weights + square;
        _dropped = shape.Dropout is null ? _weights : _gradient + square;
    }

    /// <summary>Takes a head's inputs and makes its weights.</summary>
    public void Load(ReadOnlySpan<float> projected, int group)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            Copy(projected[_shape.Place(group, field, AttentionPart.Query)..], Line(_query, field));
            Copy(projected[_shape.Place(group, field, AttentionPart.Key)..], Line(_key, field));
            Copy(projected[_shape.Place(group, field, AttentionPart.Value)..], Line(_value, field));
        }

        Turn(_key, _keyAcross);
        Square(_query, _keyAcross, _weights);
        Softmax((uint)(group * _shape.Fields * _shape.Fields));
    }

    /// <summary>Writes the head's output.</summary>
    public void Forward(ReadOnlySpan<float> projected, ReadOnlySpan<float> residual, Span<float> output, int group)
    {
        Mix(_dropped, _fields16, 1, _value);
        for (var field = 0; field < _shape.Fields; field++)
        {
            var place = _shape.Place(group, field);
            var line = Line(_result, field);
            if (_shape.ProjectsResidual || !residual.IsEmpty)
            {
                SumInto.Add(
                    _shape.ProjectsResidual
                        ? projected.Slice(_shape.Place(group, field, AttentionPart.Residual), line.Length) : residual.Slice(place, line.Length),
                    line);
            }

            if (_shape.Relu)
            {
                Relu.Apply(line);
            }

            Copy(line, output[place..]);
        }
    }

    /// <summary>Takes the gradient of the head's output, before the activation, and writes it where the residual's gradient goes.</summary>
    public void LoadGradient(ReadOnlySpan<float> output, ReadOnlySpan<float> above, Span<float> gradient, Span<float> residualGradient, int group)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            var place = _shape.Place(group, field);
            var line = Line(_above, field);
            Copy(above[place..], line);
            if (_shape.Relu)
            {
                Relu.Gate(line, output.Slice(place, line.Length));
            }

            if (_shape.ProjectsResidual)
            {
                Copy(line, gradient[_shape.Place(group, field, AttentionPart.Residual)..]);
            }
            else if (!residualGradient.IsEmpty)
            {
                Copy(line, residualGradient[place..]);
            }
        }
    }

    /// <summary>Writes the gradients of the head's projections.</summary>
    public void Backward(Span<float> gradient, int group)
    {
        Turn(_value, _valueAcross);
        Square(_above, _valueAcross, _gradient);
        Mix(_dropped, 1, _fields16, _above);
        CopyResult(gradient, group, AttentionPart.Value);
        SoftmaxGradient((uint)(group * _shape.Fields * _shape.Fields));
        Mix(_gradient, _fields16, 1, _key);
        CopyResult(gradient, group, AttentionPart.Query);
        Mix(_gradient, 1, _fields16, _query);
        CopyResult(gradient, group, AttentionPart.Key);
    }

    /// <inheritdoc/>
    public void Dispose() => _all.Dispose();

    static int Up(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>result [F, F] = rows [F, d] · across [d, F].</summary>
    void Square(float* rows, float* across, float* result) => new PanelProduct
    {
        Rows = _fields8,
        Columns = _fields16,
        Depth = _shape.HeadWidth,
        A = rows,
        RowStride = _width16,
        DepthStride = 1,
        B = across,
        BStride = _fields16,
        C = result,
        CStride = _fields16,
    }.Run();

    /// <summary>_result [F, d] = weights [F, F], or their transpose by exchanged strides, · rows [F, d].</summary>
    void Mix(float* weights, int rowStride, int depthStride, float* rows) => new PanelProduct
    {
        Rows = _fields8,
        Columns = _width16,
        Depth = _shape.Fields,
        A = weights,
        RowStride = rowStride,
        DepthStride = depthStride,
        B = rows,
        BStride = _width16,
        C = _result,
        CStride = _width16,
    }.Run();

    void Softmax(uint element)
    {
        var scale = Vector512.Create(_shape.Scale);
        for (var i = 0; i < _shape.Fields; i++)
        {
            var line = _weights + i * _fields16;
            var most = Vector512.Create(float.NegativeInfinity);
            for (var j = 0; j < _fields16; j += 16)
            {
                var score = Vector512.Load(line + j) * scale;
                score.Store(line + j);
                most = Vector512.Max(most, Vector512.ConditionalSelect(Inside(j), score, most));
            }

            var highest = Vector512.Create(Highest(most));
            var total = Lanes.Zero;
            for (var j = 0; j < _fields16; j += 16)
            {
                var weight = VectorExp.Of(Vector512.Load(line + j) - highest) & Inside(j);
                weight.Store(line + j);
                total += weight;
            }

            var inverse = Vector512.Create(1 / Vector512.Sum(total));
            for (var j = 0; j < _fields16; j += 16)
            {
                var weight = Vector512.Load(line + j) * inverse;
                weight.Store(line + j);
                if (_shape.Dropout is { } mask)
                {
                    (weight * mask.Factors512(element + (uint)(i * _shape.Fields + j))).Store(_dropped + i * _fields16 + j);
                }
            }
        }
    }

    /// <summary>g ← scale · a (g f − Σ_j a g f) in place.</summary>
    void SoftmaxGradient(uint element)
    {
        for (var i = 0; i < _shape.Fields; i++)
        {
            var (offset, sum) = (i * _fields16, Lanes.Zero);
            for (var j = 0; j < _fields16; j += 16)
            {
                var g = Vector512.Load(_gradient + offset + j);
                if (_shape.Dropout is { } mask)
                {
                    g *= mask.Factors512(element + (uint)(i * _shape.Fields + j));
                    g.Store(_gradient + offset + j);
                }

                sum += g * Vector512.Load(_weights + offset + j);
            }

            var mean = Vector512.Create(Vector512.Sum(sum));
            for (var j = 0; j < _fields16; j += 16)
            {
                var g = Vector512.Load(_gradient + offset + j) - mean;
                (g * Vector512.Load(_weights + offset + j) * _shape.Scale).Store(_gradient + offset + j);
            }
        }
    }

    Lanes Inside(int start) => Vector512.LessThan(Vector512<int>.Indices + Vector512.Create(start), Vector512.Create(_shape.Fields)).AsSingle();

    static float Highest(Lanes x)
    {
        var eight = Vector256.Max(x.GetLower(), x.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(four[0], four[1]);
    }

    void Turn(float* rows, float* across)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            for (var e = 0; e < _shape.HeadWidth; e++)
            {
                across[e * _fields16 + field] = rows[field * _width16 + e];
            }
        }
    }

    Span<float> Line(float* panel, int field) => new(panel + field * _width16, _shape.HeadWidth);

    void CopyResult(Span<float> gradient, int group, AttentionPart part)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            Copy(Line(_result, field), gradient[_shape.Place(group, field, part)..]);
        }
    }

    /// <summary>A head's few numbers, without a call.</summary>
    void Copy(ReadOnlySpan<float> source, Span<float> target)
    {
        var i = 0;
        for (; i <= _shape.HeadWidth - 16; i += 16)
        {
            Vector512.Create(source[i..]).CopyTo(target[i..]);
        }

        for (; i <= _shape.HeadWidth - 4; i += 4)
        {
            Vector128.Create(source[i..]).CopyTo(target[i..]);
        }

        for (; i < _shape.HeadWidth; i++)
        {
            target[i] = source[i];
        }
    }
}
