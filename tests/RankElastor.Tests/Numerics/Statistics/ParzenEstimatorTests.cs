using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class ParzenEstimatorTests
{
    const int Steps = 20_000;

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 0.3 })]
    [InlineData(new[] { 0.0, 1.0 })]
    [InlineData(new[] { 0.5, 0.5, 0.5 })]
    [InlineData(new[] { 0.11, 0.12, 0.2, 0.9 })]
    public void Density_HasMassOne_AndIsWhatIsDrawn(double[] observations)
    {
        var estimator = new ParzenEstimator(observations);
        var cells = Enumerable.Range(0, Steps).Select(i => estimator.At((i + 0.5) / Steps) / Steps).ToList();
        Assert.Equal(1, cells.Sum(), 1e-6);

        var random = new SeededRandom(1);
        var drawn = Enumerable.Range(0, Steps).Select(_ => estimator.Draw(random)).ToList();
        Assert.All(drawn, value => Assert.InRange(value, 0, 1));
        foreach (var end in (double[])[0.1, 0.25, 0.5, 0.75, 0.95]) // distribution functions: 4 standard errors
        {
            Assert.Equal(
                cells.Take((int)(end * Steps)).Sum(), drawn.Count(value => value < end) / (double)Steps, 0.0142);
        }
    }

    [Fact]
    public void OfNone_IsThePrior() // N(1/2, 1) between 0 and 1, whose mass there is 2 Φ(1/2) − 1
    {
        Assert.Equal(1 / Math.Sqrt(2 * Math.PI) / 0.38292492254802624, new ParzenEstimator([]).At(0.5), 1e-12);
    }

    [Fact]
    public void OneObservation_HasTheDistanceToThePriorsMean() // |0.3 − 0.5| < the least, 1/3
    {
        double Cut(double mean, double deviation, double at)
        {
            double Bell(double x) => Math.Exp(-Math.Pow((x - mean) / deviation, 2) / 2);
            return Bell(at) / Enumerable.Range(0, Steps).Average(i => Bell((i + 0.5) / Steps));
        }

        Assert.Equal((Cut(0.3, 1 / 3.0, 0.4) + Cut(0.5, 1, 0.4)) / 2, new ParzenEstimator([0.3]).At(0.4), 1e-6);
        Assert.Equal((Cut(0, 0.5, 0.4) + Cut(0.5, 1, 0.4)) / 2, new ParzenEstimator([0]).At(0.4), 1e-6);
    }
}
