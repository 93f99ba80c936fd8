using RankElastor.Data.Rows;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>
/// A stream's selection of FinalMLP (Mao et al., 2023): 2 σ(MLP(context)), a factor from 0 to 2 for each of the F · E
/// numbers. The context is vectors of some fields from tables of their own, or a learned vector where there are none.
/// </summary>
sealed class FieldSelection
{
    readonly string _gate, _selected;
    readonly FieldVectors? _context;
    readonly Tensor? _learned;
    readonly Mlp _network;
    readonly int _rows;

    /// <summary>Builds selection fs1 or fs2 for so many numbers, shown as matrices of so many rows.</summary>
    public FieldSelection(
        Scope scope, string name, FieldVectors? context, int width, IReadOnlyList<int> hiddenUnits, int numbers,
        int rows)
    {
        (_context, _rows) = (context, rows);
        _learned = context is null ? scope.Add($"{name}_ctx_bias", [1, width], Initialisers.Zeros) : null;
        (_gate, _selected) = ($"{scope.Path}.{name}_gate", $"{scope.Path}.{name}_selected");
        _network = new Mlp(scope.Sub($"{name}_gate"), context?.Numbers ?? width, new MlpOptions
        {
            HiddenUnits = hiddenUnits,
            Outputs = numbers,
            OutputActivation = Activation.Of<SigmoidFunction>(),
            Fuses = true,
        });
    }

    /// <summary>Half the factors, <c>name/gate</c>, and what they leave of the fields, <c>name</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/gate", _gate, SiteKind.Gate),
        new(name, _selected, _rows > 0 ? SiteKind.Tokens : SiteKind.Vector),
    ];

    /// <summary>A network on the selection of the fields' numbers [B, F E].</summary>
    public Tensor Behind(Tensor flat, string stage, Mlp network, Batch batch, ForwardPass pass)
    {
        if (_learned is not null && !pass.ShowsEveryStage) // the same factors for all rows
        {
            var factors = 2 * _network.Apply(_learned, pass);
            if (pass.IsObserved)
            {
                pass.ObserveRows(_selected, pass.Observe(stage, flat * factors), _rows);
            }

            return network.ApplyScaled(flat, factors, pass);
        }

        var context = _context?.Apply(batch, pass).flatten(1) ?? _learned!.expand(batch.Rows, -1);
        var selected = pass.ObserveRows(_selected, flat * (2 * _network.Apply(context, pass)), _rows);
        return network.Apply(pass.Observe(stage, selected), pass);
    }
}
