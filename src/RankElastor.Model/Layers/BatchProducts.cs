using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers;

/// <summary>
/// Products of a whole batch with a layer's weights, in float32, or in bf16 where the pass's machine was told so.
/// </summary>
static class BatchProducts
{
    /// <summary>x Wᵀ + b, W [outputs, inputs]; the bias is added in float32.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, ForwardPass pass)
    {
        if (!pass.Machine.Bf16Products)
        {
            return functional.linear(x, weight, bias);
        }

        var y = functional.linear(x.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return bias is null ? y : y + bias;
    }
}
