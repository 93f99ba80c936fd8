using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, T tokens, D width, c compressed width, L blocks

/// <summary>
/// DeRes's residual (Cheng et al., DeRes: decoupling residual stability and adaptivity, 2026) for all blocks of a
/// model: x' = g ⊙ (x + F(x)) + (1 − g) ⊙ U Σ_b a_b c_b, g = σ(γ) a number for each of the D dimensions.
/// </summary>
/// <remarks>
/// Our reading where the abstract leaves room: c_b = C_b rms(y_b) of the tokens y_0 … y_{i−1} before block i (y_0 those
/// of the tokenizer), a_b = silu(qᵀ c_b / √c) for each token, not summing to 1, with γ, q and U of each block; γ starts
/// at 1. With g = 1 it is the plain residual.
/// </remarks>
sealed class RecallResidual
{
    readonly int _compressed;
    readonly List<(RmsNorm Norm, Linear Down)> _compressions = [];
    readonly List<(Tensor Gate, Tensor Query, Linear Up)> _blocks = [];

    public RecallResidual(Scope scope, int depth, int width, int compressed)
    {
        _compressed = compressed;
        for (var i = 0; i < depth; i++)
        {
            var block = scope.Sub(i);
            _compressions.Add((
                new RmsNorm(block.Sub("norm"), width), new Linear(block.Sub("down"), width, compressed, bias: false)));
            _blocks.Add((
                block.Add("gate", [width], Initialisers.Ones),
                block.Add("query", [compressed], Initialisers.Normal(1)),
                new Linear(block.Sub("up"), compressed, width, bias: false)));
        }
    }

    /// <summary>The tokens [B, T, D] before block <paramref name="block"/>, from 0, compressed to [B, T, c].</summary>
    public Tensor Compress(int block, Tensor tokens, ForwardPass pass)
    {
        var (norm, down) = _compressions[block];
        return down.Apply(norm.Apply(tokens, pass), pass);
    }

    /// <summary>A block's output [B, T, D] and what was compressed before it → [B, T, D].</summary>
    public Tensor Blend(int block, Tensor output, IReadOnlyList<Tensor> earlier, ForwardPass pass)
    {
        var (gate, query, up) = _blocks[block];
        var memory = stack([.. earlier], 2); // [B, T, blocks, c]
        var weights = functional.silu(memory.matmul(query) / Math.Sqrt(_compressed));
        var recalled = up.Apply((weights.unsqueeze(-1) * memory).sum(2), pass);
        var share = gate.sigmoid();
        return share * output + (1 - share) * recalled;
    }
}
