using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers;

/// <summary>
/// Models whose tokens attend to each other give without padding what they give with it, wherever it stands.
/// </summary>
[Collection("torch")]
public sealed class JaggedTokensTests : IDisposable
{
    const int Rows = 8;
    static readonly string[] _models = ["BST", "HSTU", "TransAct", "LongTransAct", "HyFormer", "MixFormer"];
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Models =>
    [
        .. HistoryCases.All.Concat(InterestCases.All).Concat(TokenCases.All).Select(model => model.Json)
            .Where(json => _models.Any(name => json.Contains($"\"model\": \"{name}\"", StringComparison.Ordinal))),
    ];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsAndGradients_AreThoseWithPadding(string json)
    {
        using var model = Make(json);
        var (jagged, own) = Pass(model, ForwardPass.EvaluateDifferentiably());
        var (padded, theirs) = Pass(model, ForwardPass.EvaluateDifferentiably((_, _) => { }));
        Close(padded, jagged);
        Assert.Equal(theirs.Count, own.Count);
        foreach (var (expected, actual) in theirs.Zip(own))
        {
            Close(expected, actual);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Sites_AreThoseWithPadding(string json)
    {
        using var model = Make(json);
        var (staged, sites) = (Observed(model, sitesOnly: false), Observed(model, sitesOnly: true));
        foreach (var site in model.Sites.Where(site => sites.ContainsKey(site.Stage) // a fused chain shows no gate
            || site.Kind is SiteKind.Padded or SiteKind.Attention))
        {
            Close(InOrder(staged[site.Stage]), InOrder(sites[site.Stage]));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void NumberOfThreads_ChangesNothing(string json)
    {
        using var model = Make(json);
        var (one, own) = Pass(model, ForwardPass.EvaluateDifferentiably(machine: new Machine(1)));
        var (two, theirs) = Pass(model, ForwardPass.EvaluateDifferentiably(machine: new Machine(2)));
        Assert.Equal(Numbers(one), Numbers(two));
        Assert.Equal(own.SelectMany(Numbers), theirs.SelectMany(Numbers));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Training_AttendsWithoutPadding(string json)
    {
        using var model = Make(json);
        var clock = new StageClock();
        model.Logits(Batch(model), ForwardPass.Train(1, 1, clock: clock)).sum().backward();
        var parts = clock.PerStep(1).Select(part => part.Part);
        Assert.Equal(
            !json.Contains("concat\"", StringComparison.Ordinal), // which puts padding out too
            parts.Contains("backward attention without padding"));
    }

    static Dictionary<string, Tensor> Observed(RankingModel model, bool sitesOnly)
    {
        var seen = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using var off = no_grad();
        model.Logits(Batch(model), ForwardPass.Evaluate((stage, value) => seen[stage] = value, sitesOnly: sitesOnly));
        return seen;
    }

    static (Tensor Logits, List<Tensor> Gradients) Pass(RankingModel model, ForwardPass pass)
    {
        foreach (var parameter in model.Parameters.Trainable)
        {
            parameter.Value.grad = null;
        }

        var logits = model.Logits(Batch(model), pass);
        (logits * linspace(-1, 1, Rows)).sum().backward();
        return (logits.detach(), [
            .. model.Parameters.Trainable.Select(parameter => parameter.Value.grad).OfType<Tensor>()
                .Select(gradient => gradient.clone()),
            .. model.Embeddings.Select(set => set.Leaf!.grad!.clone()),
        ]);
    }

    /// <summary>Histories with padding behind, in front, on both sides, none, and nothing else.</summary>
    static Batch Batch(RankingModel model)
    {
        var batch = SmallData.Rows(Rows, model.Schema);
        int[][] shapes = [[1, 1, 0, 0, 0], [0, 0, 1, 1, 1], [0, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]];
        foreach (var field in model.Schema.Fields.Where(field => field.Kind == FieldKind.Sequence))
        {
            for (var row = 0; row < Rows; row++)
            {
                batch.Sequence(field).SetPadded(row, [
                    .. shapes[row % shapes.Length].Select((there, at) => there * (1 + (5 * row + 3 * at) % 7)),
                ]);
            }
        }

        return batch;
    }

    static RankingModel Make(string json)
    {
        var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 4);
        TinyCase.Scatter(model);
        return model;
    }

    static void Close(Tensor expected, Tensor actual) => TinyCase.Close(
        expected, actual, 2e-5 * Math.Max(1, expected.abs().max().item<float>()));

    /// <summary>A row's numbers in falling order: no measure asks where padding stands.</summary>
    static Tensor InOrder(Tensor x) => x.flatten(1).sort(1, descending: true).Values;

    static float[] Numbers(Tensor x) => [.. x.contiguous().data<float>()];
}
