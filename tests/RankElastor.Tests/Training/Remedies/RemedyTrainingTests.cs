using RankElastor.Data.Files;
using RankElastor.Training.Options;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training.Remedies;

[Collection("torch")]
public sealed class RemedyTrainingTests
{
    static TrainingOptions WithRemedies { get; } = TinyRun.Options with
    {
        Remedies =
        [
            new() { Name = "von_neumann_entropy", Weight = 0.1, Rows = 16 },
            new() { Name = "singular_value_variance", Weight = 0.1 },
            new() { Name = "uniformity", Weight = 0.1, IsDormant = true },
            new() { Name = "weight_orthogonality", Site = "embedding", IsDormant = true },
        ],
    };

    [Theory]
    [InlineData(5)]
    [InlineData(13)]
    public void Train_WithRemedies_InterruptedAgainAndAgain_EndsInTheSameBits(int steps)
    {
        var options = WithRemedies with { Remedies = [.. WithRemedies.Remedies.SkipLast(1)] };
        using var straight = new TinyRun();
        using var interrupted = new TinyRun();
        var expected = straight.Train(options);
        byte[]? actual = null;
        for (var resume = false; actual is null; resume = true)
        {
            try
            {
                actual = interrupted.Train(options, resume, stopAfter: steps);
            }
            catch (RunInterruptedException)
            {
                Assert.True(resume || File.Exists(Path.Combine(interrupted.Checkpoints, "last.ckpt")));
            }
        }

        Assert.Equal(expected, actual);
        using var without = new TinyRun();
        Assert.NotEqual(expected, without.Train(TinyRun.Options));
    }

    [Fact]
    public void Train_WithDormantRemediesOnly_GivesTheBitsOfNone()
    {
        using var none = new TinyRun();
        using var dormant = new TinyRun();
        var options = TinyRun.Options with { Remedies = [new() { Name = "uniformity", Weight = 1, IsDormant = true }] };
        Assert.Equal(none.Train(TinyRun.Options), dormant.Train(options));
    }

    [Fact]
    public void Train_WithARemedyThatFindsNothing_IsAnInputErrorBeforeTheFirstStep()
    {
        using var run = new TinyRun();
        var message = Assert.Throws<InputException>(() => run.Train(WithRemedies)).Message;
        Assert.StartsWith(
            "remedies: site: found 'embedding', which has no weight matrix", message, StringComparison.Ordinal);
    }
}
