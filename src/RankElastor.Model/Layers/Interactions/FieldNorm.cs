using System.Globalization;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>Layer normalisation of each field's vector, with gain and bias of the field's own; ε 10⁻⁵.</summary>
sealed class FieldNorm
{
    readonly Scope _scope;
    readonly Tensor _weight, _bias; // [F, E]; the reference has F layers
    readonly int _fields, _width;

    public FieldNorm(Scope scope, int fields, int width)
    {
        (_scope, _fields, _width) = (scope, fields, width);
        _weight = Add("weight", Initialisers.Ones);
        _bias = Add("bias", Initialisers.Zeros);

        Tensor Add(string name, Initialiser initialiser) => scope.Add(
            name, [fields, width], initialiser,
            [.. Enumerable.Range(0, fields).Select(f => new ReferencePart($"{Layer(f)}.{name}", f))]);
    }

    /// <summary>The normed vectors.</summary>
    public Site Site => new("norm", _scope.Path);

    /// <summary>[B, F, E] → the same shape.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var y = _bias.addcmul(functional.layer_norm(x, [_width], null, null, 1e-5), _weight, 1);
        for (var f = 0; f < _fields && pass.ShowsEveryStage; f++)
        {
            pass.Observe(Layer(f), y.narrow(1, f, 1));
        }

        return pass.Observe(_scope.Path, y);
    }

    string Layer(int field) => $"{_scope.Path}.{field.ToString(CultureInfo.InvariantCulture)}";
}
