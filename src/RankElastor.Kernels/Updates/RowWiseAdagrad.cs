using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// Adagrad with one accumulator per row, as in DLRM: g ← scale·(g + decay·w); s ← s + mean over the row of g²; w ← w −
/// rate·g / (sqrt(s) + 1e-10). Without gradients (an empty span) g is the penalty's alone.
/// </summary>
/// <remarks>Weights hold <c>squares.Length</c> rows of one width. State is 1 / width of Adagrad's.</remarks>
public sealed class RowWiseAdagrad : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "rowwiseadagrad";

    /// <inheritdoc/>
    public override int FirstWidth(int width) => 1;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        (weights, gradients, squares, _) =>
            Apply(weights, gradients, squares, (float)learningRate, (float)scale, (float)decay);

    internal static void Apply(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> squares, float rate, float scale, float decay)
    {
        var width = squares.IsEmpty ? 0 : weights.Length / squares.Length;
        for (var row = 0; row < squares.Length; row++)
        {
            var given = gradients.IsEmpty ? gradients : gradients.Slice(row * width, width);
            Vectorised(weights.Slice(row * width, width), given, ref squares[row], rate, scale, decay);
        }
    }

    internal static void Scalar(
        Span<float> row, ReadOnlySpan<float> gradients, ref float square, float rate, float scale, float decay)
    {
        var sum = 0f;
        for (var i = 0; i < row.Length; i++)
        {
            var g = scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * row[i]);
            sum += g * g;
        }

        square += sum / row.Length;
        var factor = rate / (MathF.Sqrt(square) + Adagrad.Epsilon);
        for (var i = 0; i < row.Length; i++)
        {
            row[i] -= factor * (scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * row[i]));
        }
    }

    internal static void Vectorised(
        Span<float> row, ReadOnlySpan<float> gradients, ref float square, float rate, float scale, float decay)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = Gradient(row, gradients, i, scale, decay);
            sums += g * g;
        }

        var sum = Vector.Sum(sums);
        for (var rest = i; rest < row.Length; rest++)
        {
            var g = scale * ((gradients.IsEmpty ? 0 : gradients[rest]) + decay * row[rest]);
            sum += g * g;
        }

        square += sum / row.Length;
        var factor = rate / (MathF.Sqrt(square) + Adagrad.Epsilon);
        for (i = 0; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(row[i..]) - factor * Gradient(row, gradients, i, scale, decay)).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            row[i] -= factor * (scale * ((gradients.IsEmpty ? 0 : gradients[i]) + decay * row[i]));
        }
    }

    static Vector<float> Gradient(
        ReadOnlySpan<float> row, ReadOnlySpan<float> gradients, int i, float scale, float decay)
    {
        var given = gradients.IsEmpty ? Vector<float>.Zero : new Vector<float>(gradients[i..]);
        return scale * (given + decay * new Vector<float>(row[i..]));
    }
}
