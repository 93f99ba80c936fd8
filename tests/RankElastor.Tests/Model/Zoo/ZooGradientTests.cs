using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Model.Zoo.Cases;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// Every model's gradients against central differences in float64: of Σ_b c_b · logit_b, along a random direction of
/// each dense tensor and of each table's row.
/// </summary>
[Collection("torch")]
public sealed class ZooGradientTests
{
    const int Rows = 5;
    const double Step = 1e-6;

    public static TheoryData<string> Configurations => [
        """
        {"model": "DNN", "embedding_dim": 4, "hidden_units": [8, 6], "batch_norm": true, "hidden_activations": "Dice"}
        """,
        """{"model": "DNN", "embedding_dim": 4, "hidden_units": [8, 6], "hidden_activations": ["prelu", "selu"]}""",
        .. ZooCase.All.Select(model => model.Json).Where(json => !IsKernelOnly(json)),
    ];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Gradients_AgreeWithDifferences(string json)
    {
        using var scope = NewDisposeScope();
        using var wide = new DoubleModel(json);
        var (model, batch) = (wide.Model, SmallData.Rows(Rows, wide.Model.Schema));
        Loss(model, batch).backward();
        var random = new SeededRandom(5);
        var rows = model.Embeddings.Where(set => set.Leaf is not null && !HasStop(json))
            .Select(set => (set, set.Leaf!.grad?.detach().to(ScalarType.Float64).clone())).ToList();
        foreach (var parameter in model.Parameters.Trainable.Where(tensor => !(HasStop(json) && tensor.OfEmbeddings)))
        {
            var gradient = parameter.Value.grad?.detach().clone();
            var direction = rand(parameter.Value.shape, ScalarType.Float64) - 0.5;
            var expected = Slope(step => Shifted(parameter.Value, direction * step, () => Value(model, batch)));
            var actual = gradient is null ? 0 : (gradient * direction).sum().item<double>();
            Assert.True(
                Math.Abs(expected - actual) <= 1e-6 * (1 + Math.Abs(expected)),
                $"{parameter.Name}: {actual}, differences give {expected}");
        }

        foreach (var (set, gradient) in rows)
        {
            CheckRows(model, set, gradient, batch, random);
        }
    }

    /// <summary>Whether the model has a layer that is a float32 kernel only; its own tests differentiate it.</summary>
    static bool IsKernelOnly(string json)
    {
        bool Says(string text) => json.Contains(text, StringComparison.Ordinal);
        return Says("\"T2\"") || Says("\"T6\"") || (Says("\"QNN\"") && !Says("neuron_type"));
    }

    /// <summary>Whether the model stops a gradient on purpose, so that differences of field vectors say something else.
    /// </summary>
    static bool HasStop(string json) => json.Contains("PPNet", StringComparison.Ordinal);

    static void CheckRows(
        RankingModel model, EmbeddingTables set, Tensor? gradient, Batch batch, SeededRandom random)
    {
        for (var column = 0; column < set.IdColumns.Count; column++)
        {
            var (table, lookUps) = (set.IdColumns[column].Table, set.Ids(batch));
            int[] ids = [.. Enumerable.Range(0, Rows).SelectMany(row => lookUps.Of(column, row).ToArray())];
            var id = ids[random.NextInt(ids.Length)];

            var place = id * table.Width + random.NextInt(table.Width);
            var (before, above, below) = (table.Values[place], 0.0, 0.0);
            table.Values[place] = before + 2e-5f;
            var upper = table.Values[place];
            above = Value(model, batch);
            table.Values[place] = before - 2e-5f;
            var lower = table.Values[place];
            below = Value(model, batch);
            table.Values[place] = before;
            var expected = (above - below) / ((double)upper - lower);
            var actual = 0.0;
            for (var other = 0; other < set.IdColumns.Count && gradient is not null; other++)
            {
                for (var row = 0; row < Rows && set.IdColumns[other].Table == table; row++)
                {
                    var (start, end) = lookUps.PlacesOf(other, row);
                    actual += Enumerable.Range(start, end - start).Where(at => lookUps.Ids[at] == id)
                        .Sum(at => gradient[at, place % table.Width].item<double>());
                }
            }

            Assert.True(
                Math.Abs(expected - actual) <= 1e-5 * (1 + Math.Abs(expected)),
                $"{table.Name}[{id}]: {actual}, differences give {expected}");
        }
    }

    static double Slope(Func<double, double> value) => (value(Step) - value(-Step)) / (2 * Step);

    static double Shifted(Tensor parameter, Tensor by, Func<double> value)
    {
        using var off = no_grad();
        parameter.add_(by);
        var found = value();
        parameter.sub_(by);
        return found;
    }

    static double Value(RankingModel model, Batch batch)
    {
        using var inner = NewDisposeScope();
        return Loss(model, batch).item<double>();
    }

    /// <summary>Layer by layer: the kernels are float32, and compared with these layers elsewhere.</summary>
    static Tensor Loss(RankingModel model, Batch batch)
    {
        var logits = model.Logits(batch, ForwardPass.EvaluateDifferentiably((_, _) => { }));
        Assert.Equal(ScalarType.Float64, logits.dtype);
        return (logits * linspace(-1, 1, logits.numel(), ScalarType.Float64).reshape(logits.shape)).sum();
    }
}
