using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>y_nh = Σ_{f,m} W_{h,(f m)} a_nf b_nm + c_h: the outer product of two rows, seen by a Linear.</summary>
static class OuterProduct
{
    /// <summary>a [N, F], b [N, M], weight [H, F M], bias [H] → [N, H].</summary>
    public static Tensor Apply(Tensor a, Tensor b, Tensor weight, Tensor bias)
    {
        var products = (a.unsqueeze(2) * b.unsqueeze(1)).reshape(a.shape[0], -1); // [N, F M]
        return nn.functional.linear(products, weight, bias);
    }
}
