using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

// B batch, k rank, p inner width

/// <summary>
/// A Linear whose weights a small network generates for each row from a vector z: x U S(z) V + b(z) with S [k, k], U
/// and V learned, or products of two learned matrices with a larger inner width p; without a rank x S(z) + b(z) with
/// S of full size. The bias may be an ordinary one. APG (Yan et al., 2022).
/// </summary>
sealed class GeneratedLinear
{
    readonly Scope _scope;
    readonly Mlp _generator;
    readonly Tensor? _bias;
    readonly Tensor[] _before, _behind; // U and V, each one matrix or the factors of one
    readonly int _outputs, _rows, _columns;

    /// <exception cref="InputException">The rank is above a width, or the inner width below the rank.</exception>
    public GeneratedLinear(
        Scope scope, int inputs, int outputs, int conditions, int? rank, int? inner, WeightGenerationOptions options)
    {
        (_scope, _outputs) = (scope, outputs);
        (_rows, _columns) = (rank ?? inputs, rank ?? outputs);
        if (rank > Math.Min(inputs, outputs))
        {
            throw InputException.At("rank_k", $"{rank}", $"at most {Math.Min(inputs, outputs)}, or null: a layer of "
                + $"{inputs} inputs and {outputs} outputs has no larger one");
        }

        if (inner < rank)
        {
            throw InputException.At("overparam_p", $"{inner}", $"at least rank_k, here {rank}, or null");
        }

        _before = rank is { } low ? Matrix("U", inputs, low, inner) : [];
        _behind = rank is { } small ? Matrix("V", small, outputs, inner) : [];
        _bias = options.GeneratesBias ? null : scope.Add("bias", [1, outputs], Initialisers.Zeros);
        var numbers = checked(_rows * _columns + (options.GeneratesBias ? outputs : 0));
        _generator = new Mlp(scope.Sub("hypernet"), conditions, options.Generator with { Outputs = numbers });
    }

    /// <summary>Inputs [B, inputs] and vectors [B, conditions] → [B, outputs].</summary>
    public Tensor Apply(Tensor x, Tensor condition, bool beforeBatchNorm, ForwardPass pass)
    {
        var generated = _generator.Apply(condition, pass); // the bias first
        var bias = _bias ?? generated.narrow(1, 0, _outputs);
        bias = _bias is not null && beforeBatchNorm && pass.Training ? bias.detach() : bias; // as in Linear
        var weights = generated.narrow(1, generated.shape[1] - _rows * _columns, _rows * _columns);
        var y = Times(x, _before).unsqueeze(1).bmm(weights.reshape(-1, _rows, _columns)).squeeze(1);
        return pass.Observe(_scope.Path, Times(y, _behind) + bias);
    }

    /// <summary>Factors are multiplied first: their product has few columns or few rows.</summary>
    static Tensor Times(Tensor x, Tensor[] factors) =>
        factors.Length == 0 ? x : x.matmul(factors.Aggregate((left, right) => left.matmul(right)));

    Tensor[] Matrix(string name, int rows, int columns, int? inner) => inner is { } wide
        ? [Add($"{name}_l", rows, wide), Add($"{name}_r", wide, columns)]
        : [Add(name, rows, columns)];

    Tensor Add(string name, int rows, int columns) =>
        _scope.Add(name, [rows, columns], Initialisers.XavierNormal);
}
