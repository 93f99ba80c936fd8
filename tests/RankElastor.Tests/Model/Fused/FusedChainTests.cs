using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using RankElastor.Model.Tokenizers;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Fused;

/// <summary>Fused layers against the same layers one by one, which replays of the reference check.</summary>
[Collection("torch")]
public sealed class FusedChainTests
{
    const double Tolerance = 2e-5; // of the largest number of each tensor

    public static TheoryData<string, int> Networks() => new()
    {
        { "gated 3", 64 }, { "gated 3 no bias", 133 }, { "gated 1.5", 1 }, { "gated 1", 70 }, { "gated 1 no bias", 7 },
        { "gated silu", 40 }, { "gated dropout", 50 },
        { "plain gelu", 133 }, { "plain relu dropout", 65 }, { "plain tanh", 9 }, { "plain no norm", 300 },
        { "plain sigmoid", 16 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void PerTokenNetwork_AgreesWithItsLayers(string kind, int rows)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        var network = new PerTokenNetwork(new Scope(store, "net"), tokens: 5, width: 10, Options(kind));
        AgreesWithLayers(store, Normal(rows, 5, 10), network.Apply);
    }

    [Theory]
    [InlineData(true, 0.3, "relu", 133)]
    [InlineData(false, 0.0, "gelu", 8)]
    [InlineData(true, 0.0, "silu", 1)]
    [InlineData(false, 0.5, "identity", 77)]
    public void Projection_AgreesWithItsLayers(bool norm, double dropout, string activation, int rows)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        var options = new ProjectionOptions
        {
            HiddenUnits = [50, 33],
            Norm = norm,
            Dropout = dropout,
            Activation = Activation.Parse("", activation),
        };
        AgreesWithLayers(store, Normal(rows, 3, 10), new Projection(new Scope(store, "mlp"), 10, 12, options).Apply);
    }

    [Fact]
    public void EveryActivation_AgreesWithItsLayers() => Assert.All(Activation.All.All, activation =>
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        var options = Options("plain gelu");
        var plain = new PerTokenNetwork(
            new Scope(store, "plain"), 5, 10, options with { Kind = new PerTokenKind.Plain(activation) });
        var gated = new PerTokenNetwork(
            new Scope(store, "gated"), 5, 10, options with { Kind = new PerTokenKind.Gated(2, activation) });
        AgreesWithLayers(store, Normal(37, 5, 10), (x, pass) => gated.Apply(plain.Apply(x, pass), pass));
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(130, 33)]
    public void RmsNorm_AgreesWithItsFormula(int rows, int width)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        AgreesWithLayers(store, Normal(rows, width), new RmsNorm(new Scope(store, "norm"), width).Apply);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(130, 33)]
    public void LayerNorm_AgreesWithTorch(int rows, int width)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        AgreesWithLayers(store, Normal(rows, width), new LayerNorm(new Scope(store, "norm"), width).Apply);
    }

    [Fact]
    public void WideNetwork_StoresAndAgreesWithItsLayers()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        var options = Options("plain gelu") with { HiddenUnits = [120, 110] };
        AgreesWithLayers(
            store,
            Normal(90, 3, 20),
            new PerTokenNetwork(new Scope(store, "net"), tokens: 3, width: 20, options).Apply);
    }

    [Fact]
    public void Threads_DoNotChangeABit()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        var network = new PerTokenNetwork(new Scope(store, "net"), tokens: 5, width: 10, Options("gated 3"));
        var x = Normal(500, 5, 10);
        var one = Run(store, x, network.Apply, ForwardPass.Train(1, 2));
        var three = Run(store, x, network.Apply, ForwardPass.Train(1, 2, machine: new Machine(3)));
        Assert.All(one.Zip(three), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Evaluation_AgreesWithItsLayers()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(7));
        using var noGradient = no_grad();
        var network = new PerTokenNetwork(new Scope(store, "net"), tokens: 5, width: 10, Options("plain relu dropout"));
        var x = Normal(20, 5, 10);
        TinyCase.Close(
            network.Apply(x, ForwardPass.Evaluate((_, _) => { })), network.Apply(x, ForwardPass.Evaluate()), Tolerance);
    }

    static void AgreesWithLayers(ParameterStore store, Tensor x, Func<Tensor, ForwardPass, Tensor> apply)
    {
        foreach (var parameter in store.Trainable) // biases start at zero, gains at one
        {
            using var noGradient = no_grad();
            parameter.Value.add_(Normal([.. parameter.Value.shape.Select(size => (int)size)]) * 0.1);
        }

        var layers = Run(store, x, apply, ForwardPass.Train(1, 2, (_, _) => { }));
        var fused = Run(store, x, apply, ForwardPass.Train(1, 2));
        Assert.All(layers.Zip(fused), pair => TinyCase.Close(
            pair.First, pair.Second, Tolerance * Math.Max(1e-3, pair.First.abs().max().item<float>())));
    }

    static List<Tensor> Run(ParameterStore store, Tensor x, Func<Tensor, ForwardPass, Tensor> apply, ForwardPass pass)
    {
        var input = x.clone().requires_grad_();
        foreach (var parameter in store.Trainable)
        {
            parameter.Value.grad = null;
        }

        var y = apply(input, pass);
        (y * y.detach().cos()).sum().backward();
        return [y.detach(), input.grad!, .. store.Trainable.Select(parameter => parameter.Value.grad!.clone())];
    }

    static PerTokenOptions Options(string kind) => new()
    {
        HiddenUnits = [10, 48],
        Norm = !kind.Contains("no norm", StringComparison.Ordinal),
        Bias = !kind.Contains("no bias", StringComparison.Ordinal),
        Dropout = kind.Contains("dropout", StringComparison.Ordinal) ? 0.25 : 0,
        Kind = kind.Split(' ') switch
        {
            ["gated", "silu", ..] => new PerTokenKind.Gated(3, Activation.Of<SiluFunction>()),
            ["gated", "dropout", ..] => new PerTokenKind.Gated(2, Activation.Gelu),
            ["gated", var expansion, ..] => new PerTokenKind.Gated(
                double.Parse(expansion, System.Globalization.CultureInfo.InvariantCulture), Activation.Gelu),
            ["plain", "no", ..] => new PerTokenKind.Plain(Activation.Gelu),
            ["plain", var activation, ..] => new PerTokenKind.Plain(Activation.Parse("", activation)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind."),
        },
    };

    static Tensor Normal(params int[] shape)
    {
        var random = new SeededRandom((ulong)shape.Sum());
        var values = empty([.. shape.Select(size => (long)size)]);
        foreach (ref var value in TensorSpans.Floats(values))
        {
            value = (float)random.NextNormal();
        }

        return values;
    }
}
