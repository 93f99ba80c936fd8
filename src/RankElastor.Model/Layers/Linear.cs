using RankElastor.Kernels.Chains;
using RankElastor.Model.Fused;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>y = x Wᵀ + b on the last axis; W [outputs, inputs] Xavier-normal, b zero.</summary>
public sealed class Linear(Scope scope, int inputs, int outputs, bool bias = true)
{
    readonly Tensor _weight = scope.Add("weight", [outputs, inputs], Initialisers.XavierNormal);
    readonly Tensor? _bias = bias ? scope.Add("bias", [outputs], Initialisers.Zeros) : null;

    /// <summary>W, for layers that fuse this one with what follows.</summary>
    internal Tensor Weight => _weight;

    /// <summary>b, or null for none.</summary>
    internal Tensor? Bias => _bias;

    /// <summary>Adds the layer to a chain.</summary>
    internal void AddTo(ChainBuilder chain) =>
        chain.Linear(inputs, outputs, _weight, _bias, WeightLayout.OutputsByInputs);

    /// <summary>[..., inputs] → [..., outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass) => Apply(x, _bias, pass);

    /// <summary>
    /// The same before a normalisation of the batch, which takes a bias away again: in training its gradient is exactly
    /// zero, not the rounding noise that Adam would scale up to whole steps.
    /// </summary>
    internal Tensor ApplyBeforeBatchNorm(Tensor x, ForwardPass pass) =>
        Apply(x, pass.Training ? _bias?.detach() : _bias, pass);

    /// <summary>Of x ⊙ s with one s [1, inputs] for all rows: (W diag s) x + b.</summary>
    internal Tensor ApplyScaled(Tensor x, Tensor scale, ForwardPass pass, bool beforeBatchNorm) => Apply(
        x, beforeBatchNorm && pass.Training ? _bias?.detach() : _bias, pass, _weight * scale);

    Tensor Apply(Tensor x, Tensor? bias, ForwardPass pass, Tensor? weight = null) =>
        pass.Observe(scope.Path, BatchProducts.Linear(x, weight ?? _weight, bias, pass));
}
