using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>One name, one meaning in all models of a history: sides of fields, items, interests.</summary>
[Collection("torch")]
public sealed class HistorySitesTests
{
    const int Rows = 12;
    static readonly string[] _interests = ["interest", "actions", "short", "long", "pooled"];

    public static TheoryData<string> Models =>
    [
        .. ZooCase.All.Select(made => made.Json).Where(json => json.Contains("_history", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Sides_AreTheFieldsOfASource_SideBySide(string json)
    {
        using var scope = NewDisposeScope();
        using var model = Make(json);
        var seen = Seen(model);
        // price is of the context, user of the user, item and category of the item; four numbers each
        var all = seen["embedding"].flatten(1);
        TinyCase.Close(all.narrow(1, 0, 4), seen["embedding/context"], 0);
        TinyCase.Close(all.narrow(1, 4, 4), seen["embedding/user"], 0);
        TinyCase.Close(all.narrow(1, 8, 8), seen["embedding/item"], 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void HistoriesItemsAndInterests_AreSeen(string json)
    {
        using var scope = NewDisposeScope();
        using var model = Make(json);
        var (seen, batch) = (Seen(model), SmallData.Rows(Rows, model.Schema));
        Assert.Contains(model.Sites, site => site.Kind == SiteKind.Padded && site.Name.StartsWith("history"));
        Assert.True(json.Contains("OneTrans", StringComparison.Ordinal) || model.Sites.Any(site =>
            Array.Exists(_interests, name => site.Name.TrimEnd('1', '2') == name)
            || site.Name.EndsWith("block1/history", StringComparison.Ordinal)
            || site.Name.EndsWith("interest1", StringComparison.Ordinal)));
        if (!seen.TryGetValue("history", out var history))
        {
            return; // two histories
        }

        var clicks = batch.Sequence(model.Schema.Fields.Single(field => field.Name == "click_history"));
        var blocks = model.Sites.Where(site => site.Name.EndsWith("/items", StringComparison.Ordinal)
            && !site.Name.StartsWith("long", StringComparison.Ordinal)).Select(site => seen[site.Name]);
        foreach (var items in blocks.Prepend(history))
        {
            for (var row = 0; row < Rows; row++)
            {
                var count = clicks.Row(row).ToArray().Count(id => id != 0);
                Assert.Equal(
                    Math.Min(count, items.shape[1]), items[row].ne(0).any(1).sum().item<long>());
            }
        }
    }

    /// <summary>All models with blocks of items; those without read the history itself.</summary>
    [Theory]
    [InlineData("BST")]
    [InlineData("HSTU")]
    [InlineData("TransAct")]
    [InlineData("LongTransAct")]
    [InlineData("OneTrans")]
    [InlineData("HyFormer")]
    [InlineData("MixFormer")]
    public void Items_HaveCentredRanksAndCosines(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(ZooCase.OfHistories(name)!);
        var items = Seen(model).Where(site => site.Key.EndsWith("/items", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(items);
        foreach (var (site, value) in items)
        {
            var rows = value.flatten(0, 1);
            var present = rows[rows.ne(0).any(1)];
            var moment = new ProbeMoment(1, 1, 0.5, 0.01);
            var batch = BatchHealth.Of(moment, site, present, MeasureCatalogue.Default);
            Assert.InRange(batch.Measures[HealthMeasures.EntropyRankSvCentred], 1, value.shape[2]);
            var tokens = TokenHealth.Of(moment, site, value, isPadded: true);
            Assert.Equal(SubjectKind.Tokens, tokens.Kind);
            Assert.Equal(MeanCosine(value), tokens.Measures[HealthMeasures.MeanCosine], 1e-4);
        }
    }

    /// <summary>The mean over rows with two items or more of the mean over their pairs.</summary>
    static double MeanCosine(Tensor matrices)
    {
        List<double> means = [];
        for (var row = 0; row < matrices.shape[0]; row++)
        {
            double[][] items =
            [
                .. matrices[row].to(ScalarType.Float64).contiguous().data<double>().ToArray()
                    .Chunk((int)matrices.shape[2]).Where(item => item.Any(number => number != 0)),
            ];
            List<double> cosines =
            [
                .. from a in Enumerable.Range(0, items.Length)
                   from b in Enumerable.Range(0, a)
                   select Loops.Dot(items[a], items[b])
                       / Math.Sqrt(Loops.Dot(items[a], items[a]) * Loops.Dot(items[b], items[b])),
            ];
            if (cosines.Count > 0)
            {
                means.Add(cosines.Average());
            }
        }

        return means.Average();
    }

    static RankingModel Make(string json)
    {
        var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);
        TinyCase.Scatter(model);
        return model;
    }

    static Dictionary<string, Tensor> Seen(RankingModel model)
    {
        var stages = new Dictionary<string, Tensor>();
        model.Logits(
            SmallData.Rows(Rows, model.Schema),
            ForwardPass.Evaluate((stage, value) => stages[stage] = value.detach().contiguous(), Machine.Sequential));
        return model.Sites.Where(site => stages.ContainsKey(site.Stage))
            .ToDictionary(site => site.Name, site => stages[site.Stage]);
    }
}
