using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// A model with weights of visible scale on the rows of <see cref="TinyCase"/>, or others: what definitions in plain
/// loops read, and the logits that they are held against, of a pass that nobody looks at.
/// </summary>
sealed class Observed : IDisposable
{
    readonly RankingModel _model;
    readonly Dictionary<string, double[]> _stages = [];

    public Observed(string json, Schema? schema = null, Batch? batch = null)
    {
        batch ??= TinyCase.Batch();
        _model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), schema ?? TinyCase.Schema, seed: 2);
        TinyCase.Scatter(_model);
        _model.Logits(batch, ForwardPass.Evaluate((stage, value) => _stages[stage] = Doubles(value)));
        Logits = Doubles(_model.Logits(batch, ForwardPass.Evaluate()));
    }

    public double[] Logits { get; }

    /// <summary>A stage or a parameter, row-major.</summary>
    public double[] this[string name] =>
        _stages.TryGetValue(name, out var stage) ? stage : Doubles(TinyCase.Reference(_model, name));

    /// <summary>The field vectors of a set, by row.</summary>
    public double[][][] Vectors(string set = "embedding_layer")
    {
        var values = this[set];
        var numbers = values.Length / Logits.Length;
        var width = numbers / TinyCase.Schema.ModelFields.Count;
        return [.. values.Chunk(numbers).Select(row => row.Chunk(width).ToArray())];
    }

    /// <summary>Holds every row's logit against a definition.</summary>
    public void AreLogits(Func<int, double> definition)
    {
        Assert.NotEmpty(Logits);
        for (var row = 0; row < Logits.Length; row++)
        {
            Assert.Equal(definition(row), Logits[row], 2e-4);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    static double[] Doubles(Tensor value) =>
        [.. value.detach().to(ScalarType.Float64).contiguous().data<double>()];
}
