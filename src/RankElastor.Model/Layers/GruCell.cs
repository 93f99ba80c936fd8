using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>
/// A gated recurrent unit (Cho et al., 2014) in torch's form, with two biases: r = σ(W_r x + U_r h), z = σ(W_z x +
/// U_z h), n = tanh(W_n x + r ⊙ U_n h), h′ = (1 − z) ⊙ n + z ⊙ h. The gates' rows stand in the order r, z, n.
/// </summary>
sealed class GruCell
{
    readonly Scope _scope;
    readonly Tensor _input, _state, _inputBias, _stateBias;

    public GruCell(Scope scope, int inputs, int width)
    {
        _scope = scope;
        var initial = Initialisers.Uniform(1 / Math.Sqrt(width));
        _input = scope.Add("weight_ih", [3 * width, inputs], initial);
        _state = scope.Add("weight_hh", [3 * width, width], initial);
        _inputBias = scope.Add("bias_ih", [3 * width], initial);
        _stateBias = scope.Add("bias_hh", [3 * width], initial);
    }

    /// <summary>Inputs [N, inputs] and states [N, width] → the next states.</summary>
    public Tensor Apply(Tensor inputs, Tensor states, ForwardPass pass)
    {
        var fromInput = BatchProducts.Linear(inputs, _input, _inputBias, pass).chunk(3, 1);
        var fromState = BatchProducts.Linear(states, _state, _stateBias, pass).chunk(3, 1);
        var reset = (fromInput[0] + fromState[0]).sigmoid();
        var keep = (fromInput[1] + fromState[1]).sigmoid();
        var news = (fromInput[2] + reset * fromState[2]).tanh();
        return pass.Observe(_scope.Path, news + keep * (states - news));
    }
}
