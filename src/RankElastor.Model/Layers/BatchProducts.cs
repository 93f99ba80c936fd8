using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers;

/// <summary>GEMM of a whole batch with a layer's weights, in float32, or in bf16 where so switched.</summary>
public static class BatchProducts
{
    /// <summary>
    /// Rounds factors and results, also in the backward pass, to bf16 (8 bits of mantissa). Off by default; fused
    /// chains and embedding updates stay in float32.
    /// </summary>
    public static bool Bf16 { get; set; }

    /// <summary>x Wᵀ + b, W [outputs, inputs]; the bias is added in float32.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (!Bf16)
        {
            return functional.linear(x, weight, bias);
        }

        var y = functional.linear(x.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return bias is null ? y : y + bias;
    }
}
