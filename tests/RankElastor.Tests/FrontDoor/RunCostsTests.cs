using RankElastor.Numerics.Threads;
using RankElastor.Tests.Training;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;

namespace RankElastor.Tests.FrontDoor;

[Collection("torch")]
public sealed class RunCostsTests
{
    [Fact]
    public void Costs_AreAllOfTheTime_AndTheOverheadIsThatOfTheProbes()
    {
        var request = new RunRequest
        {
            Run = "tiny",
            Experiment = "Tiny_001",
            ModelName = "Tiny",
            Dataset = "planted",
            DataHash = "0",
            Plan = new TrainingPlan(
                new TinyModel(TinyModel.Fields, 3), TinyRun.Options, new MemorySource(TinyData.Rows(389, 1), 32, 5),
                new MemorySource(TinyData.Rows(200, 2), 64, 5), Machine.Sequential),
            Time = new UnevenClock(),
            PrepareSeconds = 5,
        };
        using var log = request.OpenLog();
        var result = new RunSession(request, log).Run(TestContext.Current.CancellationToken);
        Assert.Equal(5, result.Costs["prepare"]);
        Assert.Equal(result.Seconds, result.Costs.Values.Sum(), 1e-6);
        Assert.InRange(result.Costs["other"], 1e-3, result.Seconds / 2);
        Assert.Equal(result.Costs["probe"] / result.Seconds, result.ProbeOverhead, 1e-12);
        var rates = log.Read().OfType<StepRecord>().GroupBy(record => record.Epoch)
            .Select(epoch => epoch.Last().SamplesPerSecond).ToList(); // close to those of the three whole epochs
        Assert.Equal(3, rates.Count);
        Assert.True(rates[0] > 1.2 * rates[1] && rates[1] > 1.2 * rates[2], string.Join(' ', rates));
        Assert.InRange(result.SamplesPerSecond, 0.9 * rates[1], 1.1 * rates[1]);
    }

    /// <summary>A clock on which every look costs some milliseconds, more of them the later it is.</summary>
    sealed class UnevenClock : TimeProvider
    {
        long _looks, _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now += 1 + (++_looks / 60);
    }
}
