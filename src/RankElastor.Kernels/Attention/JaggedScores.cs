using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Kernels.Attention;

/// <summary>
/// One thread's scores and weights of some queries of <see cref="JaggedAttention"/>, [queries,
/// keys].
/// </summary>
sealed unsafe class JaggedScores : IDisposable
{
    readonly JaggedShape _shape;
    readonly NativeFloats _memory;
    readonly float* _bias, _biasGradient; // back to front, zeros behind, so that a query's biases are a run
    readonly float* _slopes; // da/ds of silu
    readonly float _scale, _inverse;
    readonly int _most;

    public JaggedScores(JaggedShape shape, nint bias, int queries, int keys, bool withGradients)
    {
        (_shape, _scale, _inverse, _most) = (shape, shape.Scale, 1 / shape.Divisor, shape.MostKeys);
        var (hasDropout, hasSlopes) = (shape.Dropout is not null, shape.Weights == AttentionWeights.Silu);
        var (square, biases) = ((long)queries * keys, shape.BiasLength == 0 ? 0 : shape.BiasLength + keys);
        _memory = new NativeFloats(4 * square + 2 * biases);
        Weights = _memory.At;
        Dropped = hasDropout ? Weights + square : Weights;
        Gradients = withGradients ? Weights + 2 * square : null;
        _slopes = withGradients && hasSlopes ? Weights + 3 * square : null;
        _bias = Weights + 4 * square;
        _biasGradient = _bias + biases;
        for (var i = 0; i < shape.BiasLength; i++)
        {
            _bias[i] = ((float*)bias)[shape.BiasLength - 1 - i];
        }
    }

    /// <summary>Scores before <see cref="Forward"/>, weights behind it.</summary>
    public float* Weights { get; }

    /// <summary>The weights with dropout.</summary>
    public float* Dropped { get; }

    /// <summary>Of the dropped weights before <see cref="Backward"/>, of q · k behind it.</summary>
    public float* Gradients { get; }

    /// <summary>Makes weights of scores.</summary>
    public void Forward(JaggedPiece piece)
    {
        for (var i = 0; i < piece.Queries; i++)
        {
            var (seen, place) = (piece.Sees(_shape, i), i * (nint)piece.Stride);
            if (seen == 0)
            {
                new Span<float>(Weights + place, piece.Columns).Clear();
            }
            else if (_shape.Weights == AttentionWeights.Softmax)
            {
                Softmax(Weights + place, Bias(_bias, piece, i), seen, piece.Columns);
            }
            else
            {
                Silu(place, Bias(_bias, piece, i), seen, piece.Columns);
            }

            if (_shape.Dropout is { } mask)
            {
                var element = _shape.Element(piece.First + i, piece.Head, _most);
                for (var j = 0; j < piece.Columns; j += Lanes.Count)
                {
                    var weight = Vector512.Load(Weights + place + j);
                    (weight * mask.Factors512(element + (uint)j)).Store(Dropped + place + j);
                }
            }
        }
    }

    /// <summary>Takes gradients through dropout, the weights' function and the scale.</summary>
    public void Backward(JaggedPiece piece)
    {
        var isSoftmax = _shape.Weights == AttentionWeights.Softmax;
        for (var i = 0; i < piece.Queries; i++)
        {
            var (seen, place) = (piece.Sees(_shape, i), i * (nint)piece.Stride);
            var line = Gradients + place;
            if (seen == 0)
            {
                new Span<float>(line, piece.Columns).Clear();
                continue;
            }

            if (_shape.Dropout is { } mask)
            {
                var element = _shape.Element(piece.First + i, piece.Head, _most);
                for (var j = 0; j < piece.Columns; j += Lanes.Count)
                {
                    (Vector512.Load(line + j) * mask.Factors512(element + (uint)j)).Store(line + j);
                }
            }

            var factors = (isSoftmax ? Weights : _slopes) + place;
            var mean = isSoftmax ? Mean(line, factors, seen, piece.Columns) : Lanes.Zero;
            var bias = Bias(_biasGradient, piece, i);
            for (var j = 0; j < piece.Columns; j += Lanes.Count)
            {
                var gradient = (Vector512.Load(line + j) - mean) * Vector512.Load(factors + j);
                gradient &= VectorLanes.First(seen - j);
                if (bias != null)
                {
                    (Vector512.Load(bias + j) + gradient).Store(bias + j);
                }

                (gradient * _scale).Store(line + j);
            }
        }
    }

    /// <summary>Adds what was gathered of the bias's gradient to a dense one.</summary>
    public void AddBiasGradient(float* gradient)
    {
        for (var i = 0; i < _shape.BiasLength; i++)
        {
            gradient[i] += _biasGradient[_shape.BiasLength - 1 - i];
        }
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>A query's entry for key 0; those of the keys behind follow.</summary>
    float* Bias(float* reversed, JaggedPiece piece, int query) => _shape.BiasLength == 0 ? null
        : reversed + (_shape.BiasLength - 1 - _shape.BiasOrigin - piece.Stands(query));

    void Softmax(float* line, float* bias, int seen, int columns)
    {
        var most = Vector512.Create(float.NegativeInfinity);
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            var score = Score(line, bias, j);
            score.Store(line + j);
            most = Vector512.Max(most, Vector512.ConditionalSelect(VectorLanes.First(seen - j), score, most));
        }

        var (highest, total) = (Vector512.Create(VectorLanes.Largest(most)), Lanes.Zero);
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            var weight = VectorExp.Of(Vector512.Load(line + j) - highest) & VectorLanes.First(seen - j);
            weight.Store(line + j);
            total += weight;
        }

        var inverse = Vector512.Create(1 / Vector512.Sum(total));
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            (Vector512.Load(line + j) * inverse).Store(line + j);
        }
    }

    void Silu(nint place, float* bias, int seen, int columns)
    {
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            var (score, inside) = (Score(Weights + place, bias, j), VectorLanes.First(seen - j));
            var share = Lanes.One / (Lanes.One + VectorExp.Of(-score));
            ((score * share * _inverse) & inside).Store(Weights + place + j);
            if (_slopes != null)
            {
                var slope = share * (Lanes.One + score * (Lanes.One - share)) * _inverse;
                (slope & inside).Store(_slopes + place + j);
            }
        }
    }

    Lanes Score(float* products, float* bias, int j)
    {
        var (product, scale) = (Vector512.Load(products + j), Vector512.Create(_scale));
        return bias == null ? product * scale : Vector512.FusedMultiplyAdd(product, scale, Vector512.Load(bias + j));
    }

    static Lanes Mean(float* gradients, float* weights, int seen, int columns)
    {
        var sum = Lanes.Zero;
        for (var j = 0; j < columns; j += Lanes.Count)
        {
            sum += (Vector512.Load(gradients + j) & VectorLanes.First(seen - j)) * Vector512.Load(weights + j);
        }

        return Vector512.Create(Vector512.Sum(sum));
    }
}

/// <summary>Some queries of a row and head, and the keys that one of them sees.</summary>
/// <param name="First">The first query's place in the batch.</param>
/// <param name="Query">Its place in the row.</param>
/// <param name="Queries">How many.</param>
/// <param name="OfRow">Queries of the row.</param>
/// <param name="Keys">Keys of the row.</param>
/// <param name="Head">The head.</param>
readonly record struct JaggedPiece(int First, int Query, int Queries, int OfRow, int Keys, int Head)
{
    /// <summary>Distance of rows of a matrix as wide as the row has keys.</summary>
    public int Stride => Padding.RoundUp(Keys, Gemm.ColumnMultiple);

    /// <summary>Keys that the last query sees, rounded up to whole vectors.</summary>
    public int Columns { get; init; }

    /// <summary>The key at which a query stands.</summary>
    public int Stands(int query) => Query + query + Keys - OfRow;

    /// <summary>How many keys, the first ones, a query sees.</summary>
    public int Sees(JaggedShape shape, int query) => shape.Sees(Query + query, OfRow, Keys);
}
