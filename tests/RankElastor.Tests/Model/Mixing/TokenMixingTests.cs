using RankElastor.Data.Files;
using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Mixing;

[Collection("torch")]
public sealed class TokenMixingTests
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
        var mixing = Of(name) with { PreNorm = false, PostNorm = false };
        var x = TinyCase.Normal(1, 4, Tokens, Width);
        var y = new MixingLayer(new Scope(store, "m"), Tokens, Width, mixing).Apply(x, ForwardPass.Evaluate());
        TinyCase.Close(x.flatten(1) + x.flatten(1).matmul(Dense(mixing).t()), y.flatten(1));
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

    /// <summary>Each number's way: blocks with R, read column by column, blocks with L, and back.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Monarch_IsItsTwoBlockProductsAndItsTwoShuffles(int blocks)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var order = Size / blocks;
        var a = Dense(new MonarchMixing(blocks), store);
        float Right(int block, int from, int to) => store.All[0].Value[block, from, to].item<float>();
        float Left(int block, int from, int to) => store.All[1].Value[block, from, to].item<float>();
        for (var from = 0; from < Size; from++)
        {
            var way = new double[Size];
            for (var j = 0; j < order; j++) // after R the number stands at (b, j) of [blocks, order]
            {
                var shuffled = j * blocks + from / order; // Pᵀ: read column by column
                for (var k = 0; k < order; k++)
                {
                    var at = shuffled / order * order + k; // after L; P: (r, c) of [order, blocks] goes to (c, r)
                    way[at % blocks * order + at / blocks] +=
                        Right(from / order, from % order, j) * Left(shuffled / order, shuffled % order, k);
                }
            }

            for (var to = 0; to < Size; to++)
            {
                Assert.Equal(way[to], a[to, from].item<float>(), 1e-5);
            }
        }
    }

    [Fact]
    public void RandomPermutation_MovesEveryNumberOnceAndDependsOnTheSeed()
    {
        using var scope = NewDisposeScope();
        var a = Dense("permutation");
        TinyCase.Close(ones(Size), a.sum([0]));
        TinyCase.Close(ones(Size), a.sum([1]));
        TinyCase.Close(a, a * a);
        Assert.NotEqual(0f, (a - Dense(new RandomPermutationMixing(9))).abs().sum().item<float>());
    }

    [Fact]
    public void Kronecker_HasTheStructureOfItsForm()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var within = Dense(Of("within"), store);
        var weight = store.All[0].Value;
        TinyCase.Close(kron(eye(3), weight), within);
        using var other = new ParameterStore(new SeededRandom(5));
        var across = Dense(Of("across"), other);
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
        var mixing = new FullMixing { PreNorm = true, PostNorm = true };
        var x = TinyCase.Normal(1, 4, Tokens, Width);
        var flat = x.flatten(1);
        var normed = flat / (flat * flat).mean([-1], keepdim: true).sqrt();
        var u = x + normed.matmul(Dense(mixing).t()).view(4, Tokens, Width);
        var layer = new MixingLayer(new Scope(store, "m"), Tokens, Width, mixing);
        TinyCase.Close(nn.functional.layer_norm(u, [Width]), layer.Apply(x, ForwardPass.Evaluate()), 1e-4);
    }

    [Fact]
    public void EveryWord_BuildsAModel_AndEveryMixingHasAWord()
    {
        using var scope = NewDisposeScope();
        var named = TokenMixing.All.All.SelectMany(variant => variant.Words).Select(word =>
        {
            using var model = TinyCase.Build("RankElastor", ("mixing_type", word), ("mixing_groups", 4L));
            Assert.True(model.Logits(TinyCase.Batch(), ForwardPass.Evaluate()).isfinite().all().item<bool>(), word);
            return model.Options.Mixing.GetType();
        });
        var mixings = typeof(TokenMixing).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TokenMixing)));

        Assert.Equal<HashSet<Type>>([.. mixings], [.. named]);
    }

    [Fact]
    public void UnknownWord_IsToldTheWordsOfTheList()
    {
        const string words =
            "identity | 1 | block_transpose | 2 | random_permutation | kronecker | 8881 | 8882 | low_rank"
            + " | monarch | learned_permutation | unimixing | full | 999";
        var config = TinyCase.Config("RankElastor", ("mixing_type", "rotate"));
        var error = Assert.Throws<InputException>(() => TokenMixing.Read(config, "full"));

        Assert.Equal($"tiny.yaml: mixing_type: found 'rotate'; allowed: {words}", error.Message);
    }

    static Tensor Dense(string name) => Dense(Of(name));

    static Tensor Dense(TokenMixing mixing)
    {
        using var store = new ParameterStore(new SeededRandom(5));
        return Dense(mixing, store);
    }

    /// <summary>A itself, [TD, TD], found by applying the operator to the unit vectors; a bias is left out.</summary>
    static Tensor Dense(TokenMixing mixing, ParameterStore store)
    {
        using var frozen = no_grad();
        var apply = mixing.Build(new Scope(store, "m"), Tokens, Width);
        var pass = ForwardPass.Evaluate();
        return apply is null
            ? zeros(Size, Size)
            : (apply(eye(Size), pass) - apply(zeros(1, Size), pass)).t().contiguous();
    }

    static TokenMixing Of(string name) => name switch
    {
        "identity" => new IdentityMixing(),
        "transpose" => new BlockTransposeMixing(),
        "permutation" => new RandomPermutationMixing(1),
        "within" => new KroneckerMixing(3),
        "across" => new KroneckerMixing(3, Across: true),
        "low rank" => new LowRankMixing(2),
        "monarch" => new MonarchMixing(3),
        "learned" => new LearnedPermutationMixing(),
        _ => new FullMixing(),
    };
}
