using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, n tokens, m numbers of a token, H heads

/// <summary>
/// Self-attention of tokens under the names of torch's MultiheadAttention (Vaswani et al., 2017): softmax(Q Kᵀ / √(m /
/// H)) V per head with [Q | K | V] = X W_inᵀ + b_in, then W_out and b_out.
/// </summary>
sealed class MultiheadAttention
{
    static readonly TorchSharp.Scalar _never = float.NegativeInfinity;
    readonly Tensor _input, _inputBias, _output, _outputBias;
    readonly int _heads, _dropoutLayer;
    readonly double _dropout, _scale;

    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m, a multiple of the heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="dropout">Dropout of the weights.</param>
    public MultiheadAttention(Scope scope, int width, int heads, double dropout)
    {
        (Path, _heads, _dropout) = (scope.Path, heads, dropout);
        _scale = 1 / Math.Sqrt(width / heads);
        _input = scope.Add("in_proj_weight", [3 * width, width], Initialisers.Uniform(Math.Sqrt(6.0 / (4 * width))));
        _inputBias = scope.Add("in_proj_bias", [3 * width], Initialisers.Zeros);
        var output = scope.Sub("out_proj");
        _output = output.Add("weight", [width, width], Initialisers.TorchUniform);
        _outputBias = output.Add("bias", [width], Initialisers.Zeros);
        _dropoutLayer = scope.Store.NextDropoutLayer();
    }

    /// <summary>The layer's name.</summary>
    public string Path { get; }

    /// <summary>The weights, [B, H, n, n].</summary>
    public Site Weights(string name) => new($"{name}/weights", Stage, SiteKind.Attention);

    /// <summary>
    /// Tokens [B, n, m] and, [B, 1, n, n], which of them (last axis) another one does not see, at most n − 1 → [B, n,
    /// m].
    /// </summary>
    public Tensor Apply(Tensor x, Tensor hidden, ForwardPass pass)
    {
        var (rows, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = BatchProducts.Linear(x, _input, _inputBias, pass).view(rows, tokens, 3, _heads, width / _heads)
            .permute(2, 0, 3, 1, 4).unbind(0); // [B, H, n, m / H] each
        var scores = (parts[0] * _scale).matmul(parts[1].transpose(-1, -2)).masked_fill(hidden, _never);
        var weights = pass.Dropout(pass.Observe(Stage, scores.softmax(-1)), _dropout, _dropoutLayer);
        var joined = weights.matmul(parts[2]).transpose(1, 2).reshape(rows, tokens, width);
        return pass.Observe(Path, BatchProducts.Linear(joined, _output, _outputBias, pass));
    }

    string Stage => $"{Path}.weights";
}
