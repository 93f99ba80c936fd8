using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// m numbers of a token, H heads

/// <summary>
/// Self-attention of tokens under the names of torch's MultiheadAttention (Vaswani et al., 2017): softmax(Q Kᵀ / √(m /
/// H)) V per head with [Q | K | V] = X W_inᵀ + b_in, then W_out and b_out.
/// </summary>
sealed class MultiheadAttention
{
    readonly Tensor _input, _inputBias, _output, _outputBias;
    readonly HeadAttention _heads;
    readonly string _path;
    readonly int _width;

    /// <param name="scope">The layer's name.</param>
    /// <param name="width">m, a multiple of the heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="dropout">Dropout of the weights.</param>
    public MultiheadAttention(Scope scope, int width, int heads, double dropout)
    {
        (_path, _width) = (scope.Path, width);
        var head = HeadAttention.WidthOf(width, heads);
        _heads = new HeadAttention($"{scope.Path}.weights", heads, head, head)
        {
            Dropout = dropout,
            DropoutLayer = scope.Store.NextDropoutLayer(),
        };
        var xavier = Initialisers.Uniform(Math.Sqrt(6.0 / (width + 3 * width))); // torch's own, as FuxiCTR leaves it
        _input = scope.Add("in_proj_weight", [3 * width, width], xavier);
        _inputBias = scope.Add("in_proj_bias", [3 * width], Initialisers.Zeros);
        var output = scope.Sub("out_proj");
        _output = output.Add("weight", [width, width], Initialisers.TorchUniform);
        _outputBias = output.Add("bias", [width], Initialisers.Zeros);
    }

    /// <summary>The weights, [B, H, n, n], of padding zeros.</summary>
    public Site Weights(string name) => _heads.Site(name);

    /// <summary>Tokens, [B, n, m] or [N, m] → the same.</summary>
    public Tensor Apply(Tensor x, TokenRows rows, ForwardPass pass)
    {
        var projected = BatchProducts.Linear(x, _input, _inputBias, pass);
        var joined = rows.Attend(_heads, HeadParts.Of(projected, _width), pass);
        return pass.Observe(_path, BatchProducts.Linear(joined, _output, _outputBias, pass));
    }
}
