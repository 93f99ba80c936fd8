using RankElastor.Experiments.Reference;

namespace RankElastor.Tests.Experiments.Reference;

public sealed class TensorComparisonTests
{
    [Theory]
    [InlineData(100, 100.9, true)] // allowed: 0.1 and one hundredth of the expected
    [InlineData(100, 101.2, false)]
    [InlineData(-100, -98.8, false)]
    [InlineData(0.001, 0.1, true)]
    [InlineData(0.001, 0.2, false)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(1, double.NaN, false)]
    [InlineData(double.NaN, 1, false)]
    public void Check_AllowsAbsoluteAndRelativeErrors(double expected, double actual, bool passes)
    {
        var comparison = new TensorComparison();
        comparison.Check("x", [0, expected, 0], [0, actual, 0], new Tolerance(0.01, 0.1));
        Assert.Equal(passes, comparison.Result("case").Outcome == ReferenceOutcome.Passed);
    }

    [Fact]
    public void Result_NamesTheWorstTensor_AndWhatWasNotCompared()
    {
        var comparison = new TensorComparison();
        comparison.Expect("z");
        comparison.Check("x", [1, 2], [1.05, 2], new Tolerance(0, 0.1));
        comparison.Check("y", [1, 2], [1.01, 2.08], new Tolerance(0, 0.1));
        var result = comparison.Result("case");
        Assert.Equal((ReferenceOutcome.Failed, "not compared: z"), (result.Outcome, result.Reason));
        Assert.Equal("y", result.Worst!.Tensor);
        Assert.Equal(0.8, result.Worst.Ratio, 1e-9);
    }
}
