using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Kernels.Updates;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Optimisation;

public sealed class OptimiserKindTests
{
    /// <summary>
    /// State per row of width 10, and two weights after a step from 1 with gradients 0.5 and −2, rate 0.1.
    /// </summary>
    [Theory]
    [InlineData("adam", 10, 10, 0.9f, 1.1f)]
    [InlineData("sgd", 0, 0, 0.95f, 1.2f)]
    [InlineData("adagrad", 10, 0, 0.9f, 1.1f)]
    [InlineData("RowWiseAdagrad", 1, 0, 0.9657f, 1.1372f)] // the mean square is 2.125
    [InlineData("AdamW", 10, 10, 0.899f, 1.099f)]
    [InlineData("NAdam", 10, 10, 0.8944f, 1.1056f)]
    [InlineData("RAdam", 10, 10, 0.95f, 1.2f)]
    [InlineData("Adamax", 10, 10, 0.9f, 1.1f)]
    [InlineData("Adadelta", 10, 10, 0.9997f, 1.0003f)]
    [InlineData("RMSprop", 10, 0, 0f, 2f)]
    public void Word_NamesItsUpdateAndState(string word, int first, int second, float smaller, float larger)
    {
        var kind = Read(word).Optimiser.Kind;
        float[] weights = [1, 1];
        var update = kind.At(1, 0.1, scale: 1, decay: 0);
        update(weights, [0.5f, -2], new float[kind.FirstWidth(2)], new float[kind.SecondWidth(2)]);

        Assert.Equal((first, second), (kind.FirstWidth(10), kind.SecondWidth(10)));
        Assert.Equal([smaller, larger], weights.Select(weight => MathF.Round(weight, 4)));
    }

    [Fact]
    public void EveryKind_IsListed()
    {
        var kinds = typeof(OptimiserKind).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OptimiserKind)));

        Assert.Equal<HashSet<Type>>([.. kinds], [.. OptimiserKind.All.Select(kind => kind.GetType())]);
    }

    [Fact]
    public void UnknownWord_IsToldTheWordsOfTheList()
    {
        var error = Assert.Throws<InputException>(() => Read("lion"));

        Assert.Equal("x: optimizer: found 'lion'; allowed: "
            + "adam | sgd | adagrad | rowwiseadagrad | adamw | nadam | radam | adamax | adadelta | rmsprop",
            error.Message);
    }

    static TrainingOptions Read(string word) =>
        TrainingOptionsReader.Read(new ConfigSection("x", new Dictionary<string, object?> { ["optimizer"] = word }));
}
