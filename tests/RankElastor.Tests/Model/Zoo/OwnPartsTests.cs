using System.Runtime.Intrinsics;
using RankElastor.Model.Activations;
using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;
using Lanes = System.Runtime.Intrinsics.Vector512<float>;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Parts that a user of the library writes: one file each, passed in code, in no list.</summary>
[Collection("torch")]
public sealed class OwnPartsTests
{
    static readonly Activation _softsign = Activation.Of<SoftsignFunction>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MixingAndActivationOfOnesOwn_WorkInAModel_FusedAndUnfused(bool gated)
    {
        using var scope = NewDisposeScope();
        using var model = Model(gated ? new PerTokenKind.Gated(2, _softsign) : new PerTokenKind.Plain(_softsign));
        TinyCase.Scatter(model);

        var fused = Run(model, ForwardPass.Train(1, 2));
        var unfused = Run(model, ForwardPass.Train(1, 2, (_, _) => { }));

        Assert.All(unfused, pair =>
            TinyCase.Close(pair.Value, fused[pair.Key], 1e-5 * Math.Max(1, pair.Value.abs().max().item<float>())));
        Assert.NotEqual(0, fused["backbone.0.token_mixing.gain"].abs().sum().item<float>());
    }

    [Fact]
    public void MixingOfOnesOwn_IsWhatTheBlockComputes()
    {
        using var scope = NewDisposeScope();
        using var model = Model(new PerTokenKind.Plain(_softsign));
        var seen = new Dictionary<string, Tensor>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => seen[name] = value));
        var x = seen[model.Sites.Single(site => site.Name == "tokens").Stage].flatten(1);
        var y = seen[model.Sites.Single(site => site.Name == "block1/mixing").Stage].flatten(1);

        var shifted = cat([x.narrow(1, 31, 1), x.narrow(1, 0, 31)], 1); // the last number comes to the first place
        TinyCase.Close(x + shifted, y);
    }

    static RankElastorModel Model(PerTokenKind kind) => new(
        new RankElastorOptions
        {
            EmbeddingWidth = 4,
            Tokens = 4,
            Width = 8,
            Tokenizer = new ChunkedTokenizer(new ProjectionOptions { HiddenUnits = [10], Activation = _softsign }),
            Mixing = new ShiftMixing(1) { PreNorm = false },
            PerToken = new PerTokenOptions { HiddenUnits = [6], Kind = kind },
        },
        TinyCase.Schema,
        seed: 3);

    /// <summary>The logits and every gradient by name.</summary>
    static Dictionary<string, Tensor> Run(RankElastorModel model, ForwardPass pass)
    {
        foreach (var parameter in model.Parameters.Trainable)
        {
            parameter.Value.grad = null;
        }

        var logits = model.Logits(TinyCase.Batch(), pass);
        (logits * linspace(-1, 1, logits.shape[0])).sum().backward();
        var results = model.Parameters.Trainable.Where(parameter => parameter.Value.grad is not null)
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value.grad!.clone());
        results["logits"] = logits.detach();
        return results;
    }

    /// <summary>Moves all TD numbers by some places in a ring, each with a gain that is learned.</summary>
    sealed record ShiftMixing(int Places) : TokenMixing
    {
        public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
        {
            var gain = scope.Add("gain", [tokens * width], Initialisers.Ones);
            return (v, _) => v.roll(Places, 1) * gain;
        }
    }

    /// <summary>x / (1 + |x|).</summary>
    readonly struct SoftsignFunction : IActivation
    {
        public static IReadOnlyList<string> Words => ["softsign"];

        public static Tensor Apply(Tensor x) => x / (1 + x.abs());

        public static Lanes Value(Lanes x) => x / (Lanes.One + Vector512.Abs(x));

        public static Lanes ValueAndSlope(Lanes x, out Lanes slope)
        {
            var inverse = Lanes.One / (Lanes.One + Vector512.Abs(x));
            slope = inverse * inverse;
            return x * inverse;
        }
    }
}
