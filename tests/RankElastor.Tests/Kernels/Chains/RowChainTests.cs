using CsCheck;
using RankElastor.Kernels.Chains;
using RankElastor.Kernels.Rows;

namespace RankElastor.Tests.Kernels.Chains;

/// <summary>Fused stages, alone and one behind the other, against their equations in float64.</summary>
public sealed class RowChainTests
{
    const double Tolerance = 3e-5; // of the largest number of each tensor

    static readonly Gen<(int A, int B, int C)> _widths = Gen.Select(Gen.Int[1, 37], Gen.Int[1, 37], Gen.Int[1, 37]);

    [Fact]
    public void Linear() => Agrees((a, b, _, bias) =>
        [new ScalarLinear(a, b, bias, bias ? WeightLayout.InputsByOutputs : WeightLayout.OutputsByInputs)]);

    [Fact]
    public void LayerNorm() => Agrees((a, _, _, _) => [new ScalarLayerNorm(a)]);

    [Fact]
    public void RmsNormActivationAndDropout() => Agrees((a, _, _, drops) =>
        [Hidden(a, ScalarFunction.Silu, norm: true, dropout: drops ? 0.3 : 0)]);

    [Fact]
    public void Relu() =>
        Agrees((a, _, _, drops) => [Hidden(a, ScalarFunction.Relu, norm: false, dropout: drops ? 0.5 : 0)]);

    [Fact]
    public void Perceptron_WithRelu_StoresOrRecomputes() => Agrees((a, b, c, drops) =>
    [
        new ScalarLinear(a, b, true, WeightLayout.OutputsByInputs),
        Hidden(b, ScalarFunction.Relu, norm: false, dropout: drops ? 0.25 : 0),
        new ScalarLinear(b, c, true, WeightLayout.InputsByOutputs),
    ]);

    [Fact]
    public void Perceptron_BehindALayerNorm() => Agrees((a, b, c, bias) =>
    [
        new ScalarLayerNorm(a),
        new ScalarLinear(a, b, bias, WeightLayout.InputsByOutputs),
        Hidden(b, ScalarFunction.Tanh, norm: false, dropout: 0),
        new ScalarLinear(b, c, bias, WeightLayout.OutputsByInputs),
    ]);

    [Fact]
    public void GatedUnit_WithHiddenUnits() =>
        Agrees((a, b, _, bias) => [new ScalarGatedUnit(a, b, bias, ScalarFunction.Relu)]);

    [Fact]
    public void GatedUnit_WithoutHiddenUnits() =>
        Agrees((a, _, _, bias) => [new ScalarGatedUnit(a, null, bias, ScalarFunction.Silu)]);

    [Fact]
    public void ResidualBlock_OfNormGatedUnitAndDropout() => Agrees((a, b, _, bias) =>
    [
        Hidden(a, ScalarFunction.Identity, norm: true, dropout: 0),
        new ScalarGatedUnit(a, b, bias, ScalarFunction.Silu),
        Hidden(a, ScalarFunction.Identity, norm: false, dropout: 0.2),
    ], residual: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void Rows_OfAnyNumber_AndWholeVectors(int rows)
    {
        var chain = new ScalarChain([new ScalarLinear(32, 16, true, WeightLayout.OutputsByInputs)], rows, 3, false, 1);
        Close(chain.Expected(), chain.Actual(threads: 2));
    }

    [Fact]
    public void Equations_HaveTheSlopesOfFiniteDifferences()
    {
        ScalarStage[] stages =
        [
            new ScalarLayerNorm(5),
            new ScalarLinear(5, 4, true, WeightLayout.OutputsByInputs),
            Hidden(4, ScalarFunction.Tanh, norm: true, dropout: 0.3),
            new ScalarGatedUnit(4, 3, true, ScalarFunction.Silu),
            new ScalarGatedUnit(4, null, false, ScalarFunction.Silu),
            new ScalarLinear(4, 5, false, WeightLayout.InputsByOutputs),
        ];
        var chain = new ScalarChain(stages, 3, 2, true, 9);
        var equations = chain.Expected().Skip(1).ToList();
        Assert.All(equations.Zip(chain.Differences()), pair => Assert.All(pair.First.Zip(pair.Second), numbers =>
            Assert.Equal(numbers.First, numbers.Second, 1e-5 * Math.Max(1, pair.First.Max(Math.Abs)))));
    }

    [Fact]
    public void Threads_DoNotChangeABit()
    {
        ScalarStage[] stages = [new ScalarLinear(20, 33, true, WeightLayout.OutputsByInputs), new ScalarLayerNorm(33)];
        var chain = new ScalarChain(stages, 700, 2, false, 4);
        Assert.Equal(chain.Actual(threads: 1), chain.Actual(threads: 3));
    }

    [Fact]
    public void Stages_ThatDoNotFit_AreRefused()
    {
        static RowStage Layer(int inputs, int outputs) =>
            new LinearStage(inputs, outputs, true, WeightLayout.InputsByOutputs);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowChain([Layer(3, 4), Layer(5, 3)], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowChain([Layer(3, 4)], 1, residual: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowChain([], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowChain([Layer(3, 4)], 0));
    }

    static ScalarHidden Hidden(int width, ScalarFunction function, bool norm, double dropout)
    {
        const int layer = 2;
        var options = new HiddenOptions { Norm = norm, Dropout = dropout, DropoutLayer = layer };
        DropoutMask? mask = dropout > 0 ? new DropoutMask(ScalarChain.Seed, ScalarChain.Step, layer, dropout) : null;
        return new ScalarHidden(width, function, options, mask);
    }

    static void Agrees(Func<int, int, int, bool, ScalarStage[]> stages, bool residual = false) =>
        Gen.Select(_widths, Gen.Int[0, 70], Gen.Int[1, 3], Gen.Bool, Gen.ULong).Sample(
            (widths, rows, groups, flag, seed) =>
        {
            var chain = new ScalarChain(stages(widths.A, widths.B, widths.C, flag), rows, groups, residual, seed);
            Close(chain.Expected(), chain.Actual(threads: 2));
        }, iter: 60);

    static void Close(List<double[]> expected, List<double[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (right, found) in expected.Zip(actual))
        {
            var tolerance = Tolerance * Math.Max(1, right.Select(Math.Abs).DefaultIfEmpty().Max());
            Assert.All(right.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }
}
