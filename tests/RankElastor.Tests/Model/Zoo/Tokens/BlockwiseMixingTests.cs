using RankElastor.Model.Mixing;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tokens;

/// <summary>UniMixing's operator: its definition, its limits and its temperature.</summary>
[Collection("torch")]
public sealed class BlockwiseMixingTests
{
    const int Tokens = 3;
    const int Width = 6;
    const int Size = Tokens * Width;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Sinkhorn_OfAFallingTemperature_GivesTheBestPermutation(int seed)
    {
        using var scope = NewDisposeScope();
        var logits = TinyCase.Normal(seed, 4, 4).to(ScalarType.Float64);
        var found = Sinkhorn.NormaliseLogarithms(logits / 1e-3, 20_000);
        var best = Permutations(4).MaxBy(order =>
            Enumerable.Range(0, 4).Sum(row => logits[row, order[row]].item<double>()))!;
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                Assert.Equal(best[row] == column ? 1 : 0, found[row, column].item<double>(), 1e-3);
            }
        }
    }

    [Fact]
    public void Sinkhorn_ByLogarithms_IsTheUsualOne()
    {
        using var scope = NewDisposeScope();
        var logits = TinyCase.Normal(1, 2, 5, 5);
        TinyCase.Close(Sinkhorn.Normalise(logits, 7), Sinkhorn.NormaliseLogarithms(logits, 7));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(2, 0, 0)] // heads need not be as many as tokens
    [InlineData(9, 0, 0)]
    [InlineData(6, 2, 0)]
    [InlineData(6, 0, 2)]
    [InlineData(6, 3, 2)]
    public void Operator_IsGlobalTimesLocal(int blocks, int basis, int rank)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var mixing = new BlockwiseMixing
        {
            Blocks = blocks,
            Basis = basis,
            Rank = rank,
            StartTemperature = 0.7,
        };
        var dense = Dense(mixing, store);
        Tensor Named(string name) => store.All.Single(parameter => parameter.Name == $"m.{name}").Value.detach();
        var across = rank == 0 ? Named("across") : Named("across.left").matmul(Named("across.right"));
        var order = Size / blocks;
        var global = Sinkhorn.Normalise(across / 0.7, 20);
        for (var from = 0; from < blocks; from++)
        {
            var logits = basis == 0 ? Named("within")[from]
                : Enumerable.Range(0, basis).Select(at => Named("within.shares")[from, at]
                    * Named("within.basis")[at].view(order, order)).Aggregate((left, right) => left + right);
            var local = Sinkhorn.Normalise(logits / 0.7, 20);
            for (var to = 0; to < blocks; to++)
            {
                TinyCase.Close(
                    global[to, from] * local, dense.narrow(0, to * order, order).narrow(1, from * order, order), 1e-4);
            }
        }
    }

    [Fact]
    public void BlocksOfHeads_WithTheRightPermutation_AreTheBlockTranspose()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var apply = new BlockwiseMixing { Blocks = Tokens * Tokens }.Build(new Scope(store, "m"), Tokens, Width)!;
        Tensor Named(string name) => store.All.Single(parameter => parameter.Name == $"m.{name}").Value;
        using (no_grad())
        {
            Named("across").zero_();
            Named("within").copy_(eye(Width / Tokens) * 50);
            for (var block = 0; block < Tokens * Tokens; block++)
            {
                Named("across")[block % Tokens * Tokens + block / Tokens, block] = 50;
            }
        }

        var x = TinyCase.Normal(1, 4, Size);
        var transpose = new BlockTransposeMixing().Build(new Scope(store, "t"), Tokens, Width)!;
        TinyCase.Close(transpose(x, ForwardPass.Evaluate()), apply(x, ForwardPass.Evaluate()));
    }

    [Fact]
    public void Temperature_FallsWithTheSteps_AndStays()
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(5));
        var mixing = new BlockwiseMixing
        {
            StartTemperature = 2,
            EndTemperature = 0.5,
            Steps = 10,
        };
        var apply = mixing.Build(new Scope(store, "m"), Tokens, Width)!;
        var temperature = Assert.Single(store.Buffers).Value;
        foreach (var (step, expected) in ((int, double)[])[(0, 2), (5, 1), (10, 0.5), (99, 0.5)])
        {
            apply(zeros(1, Size), ForwardPass.Train(0, step));
            apply(zeros(1, Size), ForwardPass.Evaluate());
            Assert.Equal(expected, temperature.item<float>(), 1e-6);
        }
    }

    static Tensor Dense(TokenMixing mixing, ParameterStore store)
    {
        using var frozen = no_grad();
        return mixing.Build(new Scope(store, "m"), Tokens, Width)!(eye(Size), ForwardPass.Evaluate()).t().contiguous();
    }

    static IEnumerable<int[]> Permutations(int count) => count == 0 ? [[]]
        : Permutations(count - 1).SelectMany(rest => Enumerable.Range(0, count).Select(place =>
            (int[])[.. rest[..place], count - 1, .. rest[place..]]));
}
