using RankElastor.Model.Activations;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// FiBiNET's SENET (Huang, Zhang and Zhang, 2019): v_f = a_f x_f with a = g(W₂ relu(W₁ z)), z_f the mean of x_f's
/// numbers; no biases.
/// </summary>
sealed class SqueezeExcitation
{
    readonly Scope _scope;
    readonly Linear _squeeze, _excite;
    readonly Activation _activation;

    /// <summary>For so many fields; the hidden layer has fields / ratio units, at least one.</summary>
    public SqueezeExcitation(Scope scope, int fields, double ratio, Activation activation)
    {
        (_scope, _activation) = (scope.Sub("excitation"), activation);
        Path = scope.Path;
        var units = Math.Max(1, (int)(fields / ratio));
        _squeeze = new Linear(_scope.Sub(0), fields, units, bias: false);
        _excite = new Linear(_scope.Sub(2), units, fields, bias: false);
    }

    string Path { get; }

    /// <summary>The fields' factors, <c>name/gate</c>, and the scaled vectors, <c>name</c>.</summary>
    public IEnumerable<Site> Sites(string name) => [new($"{name}/gate", _scope.Path, SiteKind.Gate), new(name, Path)];

    /// <summary>[B, F, E] → the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var hidden = pass.Observe(_scope.Sub(1).Path, _squeeze.Apply(x.mean([-1L]), pass).relu());
        var factors = pass.Observe(_scope.Sub(3).Path, _activation.Apply(_excite.Apply(hidden, pass)));
        return pass.Observe(Path, x * pass.Observe(_scope.Path, factors).unsqueeze(-1));
    }
}
