using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, D width, K experts, r rank

/// <summary>
/// The low-rank mixture of DCN-V2: x_{i+1} = x_i + Σ_k g_k(x_i) · x_0 ⊙ (U_ik tanh(C_ik
/// tanh(V_ikᵀ x_i)) + b_i) with
/// g(x) = softmax(G x) over the experts, one G for all crossings. The gates sum to 1, so a crossing is three GEMMs.
/// </summary>
sealed class CrossNetMixture
{
    readonly Scope _scope;
    readonly Tensor _gating; // [K, 1, D]
    readonly List<(Tensor U, Tensor V, Tensor C, Tensor Bias)> _layers = [];
    readonly int _experts, _rank, _rows;

    /// <summary>
    /// Builds <paramref name="depth"/> crossings of vectors of the given width, shown as matrices of so many rows (the
    /// fields), or as they are for 0.
    /// </summary>
    public CrossNetMixture(Scope scope, int width, int depth, int rank, int experts, int rows)
    {
        _scope = scope;
        _rank = rank;
        _experts = experts;
        _rows = rows;
        _gating = scope.Add("gating", [experts, 1, width], Initialisers.XavierNormal, [.. Enumerable.Range(0, experts)
            .Select(k => new ReferencePart($"{scope.Sub("gating").Sub(k).Path}.weight", k))]);
        for (var i = 0; i < depth; i++)
        {
            var number = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _layers.Add(( // torch counts the fans of [K, D, r] as those of a convolution
                scope.Sub("U_list").Add(number, [experts, width, rank], Initialisers.XavierNormalConvolution),
                scope.Sub("V_list").Add(number, [experts, width, rank], Initialisers.XavierNormalConvolution),
                scope.Sub("C_list").Add(number, [experts, rank, rank], Initialisers.XavierNormalConvolution),
                scope.Sub("bias").Add(number, [width, 1], Initialisers.Zeros)));
        }
    }

    /// <summary>Per crossing the experts' gates, <c>cross1/router</c>, and x after it, <c>cross1</c>.</summary>
    public IEnumerable<Site> Sites => _layers.SelectMany((_, i) => (Site[])
    [
        new($"cross{i + 1}/router", Router(i), SiteKind.Gate),
        new($"cross{i + 1}", Crossing(i), _rows > 0 ? SiteKind.Tokens : SiteKind.Vector),
    ]);

    /// <summary>[B, width] → the same shape, also for a batch of one row.</summary>
    public Tensor Apply(Tensor first, ForwardPass pass)
    {
        var x = first;
        for (var i = 0; i < _layers.Count; i++)
        {
            var (u, v, c, bias) = _layers[i];
            var gates = pass.Observe(Router(i), Gates(x, pass)).transpose(0, 1).unsqueeze(-1); // [K, B, 1]
            var width = x.shape[1];
            var inner = x.matmul(v.permute(1, 0, 2).reshape(width, -1)).tanh(); // [B, K r]
            var coded = inner.reshape(-1, _experts, _rank).transpose(0, 1).bmm(c.transpose(1, 2)).tanh(); // [K, B, r]
            var gated = (coded * gates).transpose(0, 1).reshape(-1, _experts * _rank); // [B, K r]
            var mixed = addmm(bias.transpose(0, 1), gated, u.transpose(1, 2).reshape(-1, width), 1, 1); // [B, D]
            x = pass.ObserveRows(Crossing(i), x.addcmul(first, mixed, 1), _rows);
        }

        return pass.Observe(_scope.Path, x);
    }

    string Router(int layer) => $"{_scope.Path}.router{layer + 1}";

    string Crossing(int layer) => $"{_scope.Path}.crossing{layer + 1}";

    Tensor Gates(Tensor x, ForwardPass pass) // [B, K]
    {
        var scores = x.matmul(_gating.squeeze(1).transpose(0, 1)); // [B, K]
        for (var k = 0; k < _experts; k++)
        {
            pass.Observe(_scope.Sub("gating").Sub(k).Path, scores.narrow(1, k, 1));
        }

        return scores.softmax(1);
    }
}
