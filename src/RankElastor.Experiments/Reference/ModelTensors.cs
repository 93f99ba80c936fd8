using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Reference;

/// <summary>A model's dense tensors, buffers and tables under the reference's names.</summary>
sealed class ModelTensors
{
    readonly Dictionary<string, (Parameter Owner, ReferencePart Part)> _dense = new(StringComparer.Ordinal);
    readonly Dictionary<string, (EmbeddingTables Set, EmbeddingTable Table)> _tables = new(StringComparer.Ordinal);

    public ModelTensors(RankingModel model)
    {
        foreach (var owner in model.Parameters.All)
        {
            foreach (var part in owner.Parts)
            {
                _dense.Add(part.Name, (owner, part));
            }
        }

        foreach (var set in model.Embeddings)
        {
            foreach (var table in set.Tables)
            {
                _tables.Add(table.Name, (set, table));
            }
        }
    }

    public IEnumerable<string> Trainable =>
        [.. _dense.Where(pair => pair.Value.Owner.Trainable).Select(pair => pair.Key), .. _tables.Keys];

    /// <summary>The dense parameter that a name is of, or null for a table's.</summary>
    public Parameter? Owner(string name) => _dense.GetValueOrDefault(name).Owner;

    /// <summary>Writes the initial parameters and buffers of a case.</summary>
    public void Load(ModelCase modelCase, TensorComparison comparison)
    {
        using var frozen = no_grad();
        foreach (var name in _dense.Keys.Concat(_tables.Keys))
        {
            var isBuffer = _dense.TryGetValue(name, out var dense) && !dense.Owner.Trainable;
            var key = (isBuffer && !IsIndex(dense.Owner) ? "b." : "p.") + name;
            comparison.Use(key);
            if (!modelCase.Tensors.TryGetValue(key, out var given))
            {
                if (dense.Owner is { IsConstant: true })
                {
                    continue; // nothing depends on it
                }

                comparison.Fault($"{key} is missing in the case");
            }
            else if (!Value(name).shape.SequenceEqual(given.Shape))
            {
                var (ours, theirs) = (string.Join(", ", Value(name).shape), string.Join(", ", given.Shape));
                comparison.Fault($"{key}: shape [{ours}], the reference has [{theirs}]");
            }
            else if (dense.Owner is { IsConstant: true } && !Doubles(Value(name)).SequenceEqual(given.Values))
            {
                comparison.Fault($"{key}: another constant than the reference's");
            }
            else
            {
                Value(name).copy_(tensor(given.Values).reshape([.. given.Shape]));
            }
        }
    }

    /// <summary>The tensor's present values, row-major, or null for a name that the model has not.</summary>
    public double[]? Values(string name) =>
        _dense.ContainsKey(name) || _tables.ContainsKey(name) ? Doubles(Value(name)) : null;

    /// <summary>The gradient after backward; zero where nothing depends on it, null for an unknown name.</summary>
    public double[]? Gradient(string name, Batch batch)
    {
        if (_tables.TryGetValue(name, out var place))
        {
            return TableGradient(place.Set, place.Table, batch);
        }

        return _dense.TryGetValue(name, out var dense) && dense.Owner.Trainable
            ? Doubles(Parameter.View(dense.Owner.Value.grad ?? zeros_like(dense.Owner.Value), dense.Part))
            : null;
    }

    /// <summary>All elements as float64, row-major.</summary>
    public static double[] Doubles(Tensor value) =>
        [.. value.detach().to(ScalarType.Float64).contiguous().data<double>()];

    static bool IsIndex(Parameter owner) => owner is { IsConstant: true, Value.dtype: not ScalarType.Float32 };

    Tensor Value(string name) => _dense.TryGetValue(name, out var dense)
        ? Parameter.View(dense.Owner.Value, dense.Part)
        : _tables[name].Table.Weights;

    static double[] TableGradient(EmbeddingTables set, EmbeddingTable table, Batch batch)
    {
        var sums = new double[table.Rows * table.Width];
        if (set.Leaf?.grad is not { } gradient)
        {
            return sums;
        }

        var (values, lookUps) = (Doubles(gradient), set.Ids(batch)); // [N, E]
        for (var column = 0; column < set.IdColumns.Count; column++)
        {
            for (var row = 0; row < batch.Rows && set.IdColumns[column].Table == table; row++)
            {
                var (start, end) = lookUps.PlacesOf(column, row);
                for (var place = start; place < end; place++)
                {
                    var id = lookUps.Ids[place];
                    for (var i = 0; i < table.Width && id != 0; i++) // row 0 is padding
                    {
                        sums[id * table.Width + i] += values[place * table.Width + i];
                    }
                }
            }
        }

        return sums;
    }
}
