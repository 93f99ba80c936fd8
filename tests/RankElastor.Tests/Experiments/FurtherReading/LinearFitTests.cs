using RankElastor.Experiments.Claims;
using RankElastor.Experiments.FurtherReading;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Experiments.FurtherReading;

/// <summary>R² of least squares: of one column by its correlation, and what copies of columns do to it.</summary>
[Collection("torch")]
public sealed class LinearFitTests
{
    [Fact]
    public void OnItsOwnRows_OneColumnExplainsItsSquaredCorrelation()
    {
        using var tensors = NewDisposeScope();
        var random = new SeededRandom(5);
        var x = Draws.Normal(random, 40, 1) + 3;
        var y = 2 * x + Draws.Normal(random, 40, 1) - 7;
        var (u, v) = (x - x.mean(), y - y.mean());
        var squared = Math.Pow(Draws.Cosine(u, v), 2);
        Assert.Equal(squared, LinearFit.Explained(x, y, x, y).item<double>(), 1e-6);
        Assert.InRange(squared, 0.5, 0.95);
    }

    [Fact]
    public void FreshRows_AreExplainedByAnExactMap_AndNotByNoise_CopiesAddNothing()
    {
        using var tensors = NewDisposeScope();
        var random = new SeededRandom(6);
        var (seen, fresh) = (Draws.Normal(random, 300, 5), Draws.Normal(random, 300, 5));
        var map = Draws.Normal(random, 5, 1);
        Tensor Asked(Tensor rows) => cat([rows.mm(map) + 1, Draws.Normal(random, 300, 1)], 1);
        var (known, later) = (Asked(seen), Asked(fresh));
        var found = LinearFit.Explained(seen, known, fresh, later);
        Assert.Equal(1, found[0].item<double>(), 1e-6);
        Assert.InRange(found[1].item<double>(), -0.2, 0.05);
        var twice = LinearFit.Explained(cat([seen, seen], 1), known, cat([fresh, fresh], 1), later);
        Assert.True((found - twice).abs().max().item<double>() < 1e-6);
    }
}
