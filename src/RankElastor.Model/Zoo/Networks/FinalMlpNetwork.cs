using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Makes the vectors of a selection's fields under a path in the model; the key names the fields.</summary>
delegate FieldTables ContextMaker(string path, string key, IReadOnlyList<string> fields);

/// <summary>FinalMLP behind the field vectors: the selections, the two networks and what joins them.</summary>
sealed class FinalMlpNetwork
{
    readonly FieldSelection? _select1, _select2;
    readonly Mlp _first, _second;
    readonly BilinearFusion _fusion;
    readonly bool _applies;

    /// <summary>
    /// Makes the layers under a model's scope for vectors of so many numbers, shown as matrices of so many rows (the
    /// fields), or as they are for 0. Selections that are not applied exist all the same.
    /// </summary>
    public FinalMlpNetwork(
        Scope scope, FinalMlpOptions options, int numbers, int rows, ContextMaker context, bool applies = true)
    {
        _applies = applies && options.Selects;
        _first = new Mlp(scope.Sub("mlp1"), numbers, options.First);
        _second = new Mlp(scope.Sub("mlp2"), numbers, options.Second);
        if (options.Selects)
        {
            _select1 = Selection("fs1", options.FirstContext);
            _select2 = Selection("fs2", options.SecondContext);
        }

        _fusion = new BilinearFusion(scope.Sub("fusion_module"), _first.Outputs, _second.Outputs, options.Heads);

        FieldSelection Selection(string name, IReadOnlyList<string> fields)
        {
            var own = new FieldVectorOptions { Width = options.Fields.Width };
            var vectors = fields.Count == 0 ? null : new FieldVectors(
                context($"fs_module.{name}_ctx_emb", $"{name}_context", fields), own, scope.Store);
            return new FieldSelection(
                scope.Sub("fs_module"), name, vectors, own.Width, options.SelectionUnits, numbers, rows);
        }
    }

    /// <summary>The selections, if they are applied, and the networks' layers.</summary>
    public IEnumerable<Site> Sites =>
    [
        .. _applies ? _select1!.Sites("selection1") : [], .. _first.Sites("mlp1"),
        .. _applies ? _select2!.Sites("selection2") : [], .. _second.Sites("mlp2"),
    ];

    /// <summary>[B, numbers] → logits [B].</summary>
    public Tensor Apply(Tensor flat, Batch batch, ForwardPass pass)
    {
        if (!_applies)
        {
            return _fusion.Apply(_first.Apply(flat, pass), _second.Apply(flat, pass), pass).flatten();
        }

        var first = _select1!.Behind(flat, "fs_module.0", _first, batch, pass);
        var second = _select2!.Behind(flat, "fs_module.1", _second, batch, pass);
        return _fusion.Apply(first, second, pass).flatten();
    }
}
