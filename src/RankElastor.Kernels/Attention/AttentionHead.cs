using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Attention;

/// <summary>
/// One thread's matrices for one row and head of <see cref="RowAttention"/>; what lies beyond the fields is zero.
/// </summary>
sealed unsafe class AttentionHead : IDisposable
{
    readonly AttentionShape _shape;
    readonly int _fields8, _fields16, _width16;
    readonly NativeFloats _all;
    readonly float* _query, _key, _value, _outputGradient, _result; // [fields8, width16]
    readonly float* _keyTransposed, _valueTransposed; // [d, fields16]
    readonly float* _weights, _gradient; // [fields8, fields16]; the weights with dropout lie in _dropped
    readonly float* _dropped;

    public AttentionHead(AttentionShape shape)
    {
        _shape = shape;
        _fields8 = Padding.RoundUp(shape.Fields, Gemm.RowMultiple);
        _fields16 = Padding.RoundUp(shape.Fields, Gemm.ColumnMultiple);
        _width16 = Padding.RoundUp(shape.HeadWidth, Gemm.ColumnMultiple);
        var (row, across, square) = (_fields8 * _width16, shape.HeadWidth * _fields16, _fields8 * _fields16);
        _all = new NativeFloats(5 * row + 2 * across + 3 * square);
        _query = _all.At;
        _key = _query + row;
        _value = _key + row;
        _outputGradient = _value + row;
        _result = _outputGradient + row;
        _keyTransposed = _result + row;
        _valueTransposed = _keyTransposed + across;
        _weights = _valueTransposed + across;
        _gradient = _weights + square;
        _dropped = shape.Dropout is null ? _weights : _gradient + square;
    }

    /// <summary>Reads a head's projections and computes its attention weights: scores, softmax, dropout.</summary>
    public void Load(ReadOnlySpan<float> projected, int group)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            Copy(projected[_shape.Place(group, field, AttentionPart.Query)..], Line(_query, field));
            Copy(projected[_shape.Place(group, field, AttentionPart.Key)..], Line(_key, field));
            Copy(projected[_shape.Place(group, field, AttentionPart.Value)..], Line(_value, field));
        }

        Transpose(_key, _keyTransposed);
        MultiplyByTransposed(_query, _keyTransposed, _weights);
        Softmax((uint)(group * _shape.Fields * _shape.Fields));
    }

    public void Forward(ReadOnlySpan<float> projected, ReadOnlySpan<float> residual, Span<float> output, int group)
    {
        Multiply(_dropped, _fields16, 1, _value);
        for (var field = 0; field < _shape.Fields; field++)
        {
            var place = _shape.Place(group, field);
            var line = Line(_result, field);
            if (_shape.ProjectsResidual || !residual.IsEmpty)
            {
                var addend = _shape.ProjectsResidual
                    ? projected.Slice(_shape.Place(group, field, AttentionPart.Residual), line.Length)
                    : residual.Slice(place, line.Length);
                TensorPrimitives.Add(line, addend, line);
            }

            if (_shape.Relu)
            {
                Relu.Apply(line);
            }

            Copy(line, output[place..]);
        }
    }

    /// <summary>
    /// Reads the gradient of the head's output, takes it through the activation and writes it where the residual's
    /// gradient goes.
    /// </summary>
    public void LoadGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient,
        Span<float> gradient, Span<float> residualGradient, int group)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            var place = _shape.Place(group, field);
            var line = Line(_outputGradient, field);
            Copy(outputGradient[place..], line);
            if (_shape.Relu)
            {
                Relu.Backward(line, output.Slice(place, line.Length));
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

    public void Backward(Span<float> gradient, int group)
    {
        Transpose(_value, _valueTransposed);
        MultiplyByTransposed(_outputGradient, _valueTransposed, _gradient);
        Multiply(_dropped, 1, _fields16, _outputGradient);
        CopyResult(gradient, group, AttentionPart.Value);
        SoftmaxGradient((uint)(group * _shape.Fields * _shape.Fields));
        Multiply(_gradient, _fields16, 1, _key);
        CopyResult(gradient, group, AttentionPart.Query);
        Multiply(_gradient, 1, _fields16, _query);
        CopyResult(gradient, group, AttentionPart.Key);
    }

    public void Dispose() => _all.Dispose();

    /// <summary>GEMM, result [F, F] = rows [F, d] · transposed [d, F].</summary>
    void MultiplyByTransposed(float* rows, float* transposed, float* result) => new Gemm
    {
        Rows = _fields8,
        Columns = _fields16,
        Depth = _shape.HeadWidth,
        A = rows,
        RowStride = _width16,
        DepthStride = 1,
        B = transposed,
        BStride = _fields16,
        C = result,
        CStride = _fields16,
    }.Run();

    /// <summary>
    /// GEMM, _result [F, d] = weights [F, F], or their transpose by exchanged strides, · rows [F, d].
    /// </summary>
    void Multiply(float* weights, int rowStride, int depthStride, float* rows) => new Gemm
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

            var highest = Vector512.Create(VectorLanes.Largest(most));
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
                    var factors = mask.Factors512(element + (uint)(i * _shape.Fields + j));
                    (weight * factors).Store(_dropped + i * _fields16 + j);
                }
            }
        }
    }

    /// <summary>Backward of the softmax, g ← scale · a (g f − Σ_j a g f) in place.</summary>
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

    Lanes Inside(int start) => VectorLanes.First(_shape.Fields - start);

    /// <summary>transposed [d, F] = rows [F, d].</summary>
    void Transpose(float* rows, float* transposed)
    {
        for (var field = 0; field < _shape.Fields; field++)
        {
            for (var e = 0; e < _shape.HeadWidth; e++)
            {
                transposed[e * _fields16 + field] = rows[field * _width16 + e];
            }
        }
    }

    Span<float> Line(float* matrix, int field) => new(matrix + field * _width16, _shape.HeadWidth);

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
