using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model;

[Collection("torch")]
public sealed class MixingTests
{
    const int Tokens = 3;
    const int Width = 6;
    const int Size = Tokens * Width;

    public static TheoryData<string, int> Structures => new()
    {
        { "identity", 0 }, { "transpose", 0 }, { "permutation", 0 }, { "within", 36 }, { "across", 36 },
        { "low rank", 2 * Size * 2 + Size }, { "monarch", 2 * Size * Size / 3 },
        { "learned", Tokens * Tokens }, { "full", Size * Size + Size },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void Apply_IsTheProductWithTheDenseMatrix(string name, int parameters)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var mixing =
            new TokenMixing(new Scope(store, "m"), Tokens, Width, new TokenMixingOptions { Structure = Of(name) });
        var x = TinyCase.Normal(1, 4, Tokens, Width);
        var y = mixing.Apply(x, ForwardPass.Evaluate());
        TinyCase.Close(x.flatten(1) + x.flatten(1).matmul(mixing.Operator.Dense(Size).t()), y.flatten(1));
        Assert.Equal(parameters, store.Trainable.Sum(parameter => parameter.Value.numel()));
    }

    [Fact]
    public void BlockTranspose_SwapsBlocksAndIsAnInvolution()
    {
        using var scope = NewDisposeScope();
        var a = Dense("transpose");
        TinyCase.Close(eye(Size), a.matmul(a));
        // row 2, block 0 comes from row 0, block 2
        Assert.Equal(1f, a[2 * Width + 1, Width / Tokens * 2 + 1].item<float>());
    }

    [Fact]
    public void RandomPermutation_MovesEveryNumberOnceAndDependsOnTheSeed()
    {
        using var scope = NewDisposeScope();
        var a = Dense("permutation");
        TinyCase.Close(ones(Size), a.sum([0]));
        TinyCase.Close(ones(Size), a.sum([1]));
        TinyCase.Close(a, a * a);
        Assert.NotEqual(0f, (a - Dense(new MixingOptions.RandomPermutation(9))).abs().sum().item<float>());
    }

    [Fact]
    public void Kronecker_HasTheStructureOfItsForm()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var within = Dense("within", store);
        var weight = store.All[0].Value;
        TinyCase.Close(kron(eye(3), weight), within);
        using var other = new ParameterStore(new SeededRandom(5));
        var across = Dense("across", other);
        TinyCase.Close(kron(other.All[0].Value, eye(3)), across);
    }

    [Fact]
    public void LearnedPermutation_IsDoublyStochasticOnTokens()
    {
        using var scope = NewDisposeScope();
        var a = Dense("learned");
        TinyCase.Close(ones(Size), a.sum([0]));
        TinyCase.Close(ones(Size), a.sum([1]), 1e-3);
    }

    [Fact]
    public void Norms_StandBeforeTheMatrixAndAfterTheResidual()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var options = new TokenMixingOptions { Structure = new MixingOptions.Full(), PreNorm = true, PostNorm = true };
        var mixing = new TokenMixing(new Scope(store, "m"), Tokens, Width, options);
        var x = TinyCase.Normal(1, 4, Tokens, Width);
        var flat = x.flatten(1);
        var normed = flat / (flat * flat).mean([-1], keepdim: true).sqrt();
        var u = x + normed.matmul(mixing.Operator.Dense(Size).t()).view(4, Tokens, Width);
        TinyCase.Close(nn.functional.layer_norm(u, [Width]), mixing.Apply(x, ForwardPass.Evaluate()), 1e-4);
    }

    static Tensor Dense(string name) => Dense(Of(name));

    static Tensor Dense(string name, ParameterStore store) => new TokenMixing(
        new Scope(store, "m"), Tokens, Width, new TokenMixingOptions { Structure = Of(name) }).Operator.Dense(Size);

    static Tensor Dense(MixingOptions options)
    {
        using var store = new ParameterStore(new SeededRandom(5));
        return new TokenMixing(
            new Scope(store, "m"), Tokens, Width, new TokenMixingOptions { Structure = options }).Operator.Dense(Size);
    }

    static MixingOptions Of(string name) => name switch
    {
        "identity" => new MixingOptions.Identity(),
        "transpose" => new MixingOptions.BlockTranspose(),
        "permutation" => new MixingOptions.RandomPermutation(1),
        "within" => new MixingOptions.Kronecker(3),
        "across" => new MixingOptions.Kronecker(3, KroneckerForm.AcrossGroups),
        "low rank" => new MixingOptions.LowRank(2),
        "monarch" => new MixingOptions.Monarch(3),
        "learned" => new MixingOptions.LearnedPermutation(),
        _ => new MixingOptions.Full(),
    };
}
