using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, m complex vectors in, n out, E width

/// <summary>Options of <see cref="EulerInteraction"/>.</summary>
public sealed record EulerInteractionOptions
{
    /// <summary>Dropout of logarithms and angles.</summary>
    public double PolarDropout { get; init; }

    /// <summary>Dropout of the vectors that the Linear sees.</summary>
    public double Dropout { get; init; }

    /// <summary>Normalises the real and the imaginary parts of each vector.</summary>
    public bool LayerNorm { get; init; }
}

/// <summary>
/// The layer of EulerNet (Tian et al., 2023). Explicit: with z = e^(λ + iθ) coordinate by coordinate, Σ of the
/// logarithms over the vectors, weighted by learned orders, makes products of powers: λ′ = λ α + b, θ′ = θ α + c.
/// Implicit: ReLU(W r + w) of the real parts r, flattened, and with the same weights of the imaginary. The result is
/// their sum: e^λ′ cos θ′ + ReLU(…), e^λ′ sin θ′ + ReLU(…). λ = ½ ln(r² + p² + 10⁻⁸) stays finite at zero.
/// </summary>
sealed class EulerInteraction
{
    const double Spread = 0.01; // of initial scores of orders, before a softmax, and of initial biases
    static readonly TorchSharp.Scalar _tiny = 1e-8f; // kept, as in EmbeddingTables
    readonly Tensor _orders, _weight, _bias, _logBias, _angleBias;
    readonly LayerNorm _realNorm, _imaginaryNorm; // without use they remain, as in FuxiCTR
    readonly EulerInteractionOptions _options;
    readonly string _path;
    readonly int _vectors, _polarDropoutLayer, _dropoutLayer;

    public EulerInteraction(Scope scope, int before, int vectors, int width, EulerInteractionOptions options)
    {
        (_path, _options, _vectors) = (scope.Path, options, vectors);
        (_polarDropoutLayer, _dropoutLayer) = (scope.Store.NextDropoutLayer(), scope.Store.NextDropoutLayer());
        _orders = scope.Add(
            "inter_orders", [before, vectors], before == vectors ? Initialisers.Identity : AlmostOneVectorEach);
        var (inputs, outputs) = (before * width, vectors * width);
        var linear = scope.Sub("im");
        _weight = linear.Add("weight", [outputs, inputs], Initialisers.Uniform(Math.Sqrt(6.0 / (inputs + outputs))));
        _bias = linear.Add("bias", [outputs], Initialisers.Uniform(1 / Math.Sqrt(inputs)));
        _logBias = scope.Add("bias_lam", [1, width, vectors], Initialisers.Normal(Spread));
        _angleBias = scope.Add("bias_theta", [1, width, vectors], Initialisers.Normal(Spread));
        _realNorm = new LayerNorm(scope.Sub("norm_r"), width);
        _imaginaryNorm = new LayerNorm(scope.Sub("norm_p"), width);
    }

    /// <summary>The real and the imaginary parts.</summary>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/real", $"{_path}.real"), new($"{name}/imaginary", $"{_path}.imaginary")];

    /// <summary>Real and imaginary parts [B, m, E] → [B, n, E].</summary>
    public (Tensor Real, Tensor Imaginary) Apply(Tensor real, Tensor imaginary, ForwardPass pass)
    {
        var logs = (real * real + imaginary * imaginary + _tiny).log() * 0.5;
        var polar = pass.Dropout(stack([logs, imaginary.atan2(real)], 0), _options.PolarDropout, _polarDropoutLayer);
        var mixed = _orders.t().matmul(polar); // [2, B, n, E]
        var length = (mixed[0] + _logBias.transpose(1, 2)).exp();
        var angle = mixed[1] + _angleBias.transpose(1, 2);

        var parts = pass.Dropout(stack([real, imaginary], 0).flatten(2), _options.Dropout, _dropoutLayer);
        var linear = BatchProducts.Linear(parts, _weight, _bias, pass).relu().view(2, -1, _vectors, real.shape[2]);
        return (
            Normed(linear[0] + length * angle.cos(), _realNorm, "real", pass),
            Normed(linear[1] + length * angle.sin(), _imaginaryNorm, "imaginary", pass));
    }

    Tensor Normed(Tensor x, LayerNorm norm, string name, ForwardPass pass) =>
        pass.Observe($"{_path}.{name}", _options.LayerNorm ? norm.Apply(x, pass) : x);

    /// <summary>Softmax over the vectors before of widely spread scores: nearly the choice of one.</summary>
    static void AlmostOneVectorEach(Span<float> values, long[] shape, SeededRandom random)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var scores = new double[values.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = random.NextNormal() / Spread;
        }

        for (var column = 0; column < columns; column++)
        {
            var (largest, sum) = (double.NegativeInfinity, 0.0);
            for (var row = 0; row < rows; row++)
            {
                largest = Math.Max(largest, scores[row * columns + column]);
            }

            for (var row = 0; row < rows; row++)
            {
                sum += scores[row * columns + column] = Math.Exp(scores[row * columns + column] - largest);
            }

            for (var row = 0; row < rows; row++)
            {
                values[row * columns + column] = (float)(scores[row * columns + column] / sum);
            }
        }
    }
}
