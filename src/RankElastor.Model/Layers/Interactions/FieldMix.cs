using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// A Linear over the fields: each of the new vectors is a weighted sum of the fields' vectors,
/// y_o = Σ_f W_of x_f + b_o.
/// </summary>
sealed class FieldMix(
    Scope scope, int inputs, int outputs, bool bias, Initialiser? ofWeight = null, Initialiser? ofBias = null)
{
    readonly Tensor _weight = scope.Add("weight", [outputs, inputs], ofWeight ?? Initialisers.XavierNormal);
    readonly Tensor? _bias = bias ? scope.Add("bias", [outputs], ofBias ?? Initialisers.Zeros) : null;

    /// <summary>W [outputs, inputs], for layers that mix the same vectors in several ways at once.</summary>
    internal Tensor Weight => _weight;

    /// <summary>b [outputs, 1], or null.</summary>
    internal Tensor? Bias => _bias?.unsqueeze(1);

    /// <summary>How many weights there are.</summary>
    public long Weights => (long)inputs * outputs;

    /// <summary>[B, inputs, E] → [B, outputs, E].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var y = _weight.matmul(x);
        y = _bias is null ? y : y + Bias!;
        pass.ObserveMade(scope.Path, () => y.transpose(1, 2)); // as the reference has it
        return y;
    }
}
