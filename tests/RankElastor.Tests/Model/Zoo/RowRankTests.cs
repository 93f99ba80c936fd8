using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Training;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// Ranks that probes read at each layer, beside those of a forward pass written down here, by torch's own singular
/// values.
/// </summary>
[Collection("torch")]
public sealed class RowRankTests
{
    const int Rows = 5, Fields = 6, Width = 4;

    [Fact]
    public void CrossNetV2_FieldsByWidth_AfterEveryCrossing()
    {
        using var scope = NewDisposeScope();
        using var model = Build("DCNv2", ("model_structure", "crossnet_only"), ("num_cross_layers", 3L));
        var first = Embedded(model).flatten(1);
        var x = first;
        Same(Read(model, "embedding"), x);
        for (var i = 0; i < 3; i++)
        {
            var product = x.matmul(Named(model, $"crossnet.cross_layers.{i}.weight").t());
            x = x + first * (product + Named(model, $"crossnet.cross_layers.{i}.bias"));
            Same(Read(model, $"cross{i + 1}"), x);
            var batch = Look(model).Health.Single(record =>
                record.Kind == SubjectKind.Batch && record.Subject == $"cross{i + 1}");
            Assert.Equal([Rows, Fields * Width], batch.Shape);
            Assert.Equal(Rank(x.unsqueeze(0)), batch.Measures["entropy_rank_sv"], 1e-5);
        }
    }

    [Fact]
    public void CrossNetMixture_FieldsByWidth_AfterEveryCrossing()
    {
        using var scope = NewDisposeScope();
        using var model = Build("DCNv2", ("model_structure", "crossnet_only"), ("num_cross_layers", 2L),
            ("use_low_rank_mixture", true), ("low_rank", 3L), ("num_experts", 2L));
        var first = Embedded(model).flatten(1);
        var x = first;
        for (var i = 0; i < 2; i++)
        {
            var scores = cat([.. Enumerable.Range(0, 2).Select(k =>
                x.matmul(TinyCase.Reference(model, $"crossnet.gating.{k}.weight").t()))], 1).softmax(1);
            var change = zeros_like(x);
            for (var k = 0; k < 2; k++)
            {
                Tensor Of(string list) => Named(model, $"crossnet.{list}.{i}").select(0, k);
                var inner = x.matmul(Of("V_list")).tanh().matmul(Of("C_list").t()).tanh();
                var outer = inner.matmul(Of("U_list").t()) + Named(model, $"crossnet.bias.{i}").t();
                change = change + scores.narrow(1, k, 1) * outer;
            }

            x = x + first * change;
            Same(Read(model, $"cross{i + 1}"), x);
        }
    }

    [Fact]
    public void CompressedInteraction_MapsByWidth_AtEveryLayer()
    {
        using var scope = NewDisposeScope();
        long[] maps = [7, 5];
        using var model = Build("xDeepFM", ("cin_hidden_units", TinyCase.Wholes(maps)), ("dnn_hidden_units", null));
        var first = Embedded(model);
        var before = first;
        for (var layer = 0; layer < maps.Length; layer++)
        {
            var weight = Named(model, $"cin.cin_layer.layer_{layer + 1}.weight").squeeze(-1);
            var bias = Named(model, $"cin.cin_layer.layer_{layer + 1}.bias");
            var count = before.shape[1];
            var next = new List<Tensor>();
            for (var h = 0; h < maps[layer]; h++)
            {
                var map = zeros(Rows, Width) + bias[h];
                for (var f = 0; f < Fields; f++)
                {
                    for (var m = 0; m < count; m++)
                    {
                        map = map + weight[h, f * count + m] * first.select(1, f) * before.select(1, m);
                    }
                }

                next.Add(map);
            }

            before = stack(next, 1);
            Same(Read(model, $"cin{layer + 1}"), before.flatten(1), (int)maps[layer]);
        }
    }

    [Theory]
    [InlineData("FM")]
    [InlineData("DeepFM")]
    public void FactorisationMachine_EachFieldTimesTheOthers(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Build(name);
        var vectors = Embedded(model);
        var fields = Enumerable.Range(0, Fields).Select(f => Enumerable.Range(0, Fields).Where(g => g != f)
            .Aggregate(zeros(Rows, Width), (sum, g) => sum + vectors.select(1, f) * vectors.select(1, g)));
        Same(Read(model, "fm"), stack(fields, 1).flatten(1));
    }

    [Fact]
    public void InnerProducts_OfTwoDifferentFields()
    {
        using var scope = NewDisposeScope();
        using var model = Build("PNN");
        var vectors = Embedded(model);
        var products = zeros(Rows, Fields, Fields);
        for (var f = 0; f < Fields; f++)
        {
            for (var g = 0; g < Fields; g++)
            {
                products[TensorIndex.Colon, f, g] =
                    f == g ? zeros(Rows) : (vectors.select(1, f) * vectors.select(1, g)).sum(1);
            }
        }

        Same(Read(model, "products/matrix"), products.flatten(1));
    }

    /// <summary>The mean over rows of exp(−Σ p ln p), p = σ / Σσ, of matrices [B, rows, columns].</summary>
    static double Rank(Tensor matrices)
    {
        var singular = linalg.svdvals(matrices.to(ScalarType.Float64));
        var p = singular / singular.sum(-1, keepdim: true);
        return p.xlogy(p).sum([-1]).neg().exp().mean().item<double>();
    }

    static void Same(ProbeRecord read, Tensor flat, int rows = Fields)
    {
        Assert.Equal((rows, flat.shape[1] / rows), (read.Rows, read.Columns));
        Assert.Equal(Rank(flat.reshape(Rows, rows, -1)), read.Measures["entropy_rank_sv"].Mean, 1e-4);
    }

    static Tensor Embedded(RankingModel model)
    {
        Tensor? seen = null;
        model.Logits(TinyCase.Batch(Rows), RankElastor.Model.Passes.ForwardPass.Evaluate((stage, value) =>
            seen = stage == "embedding_layer" ? value.clone() : seen));
        return seen!;
    }

    static ProbeRecord Read(RankingModel model, string site) =>
        Look(model).Sites.Single(record => record.Site == site);

    static ProbeReading Look(RankingModel model) =>
        new HealthProbe(model, new MemorySource(TinyCase.Batch(Rows), Rows, 1), Rows, Machine.Sequential)
            .Measure(new ProbeMoment(1, 1, 0.5, 0.01));

    static Tensor Named(RankingModel model, string name) =>
        model.Parameters.All.Single(entry => entry.Name == name).Value;

    static RankingModel Build(string name, params (string Key, object? Value)[] keys)
    {
        var model = ModelRegistry.BuiltIn.Create(TinyCase.Config(name, keys), TinyCase.Schema, seed: 3);
        TinyCase.Scatter(model);
        return model;
    }
}
