using RankElastor.Training.Checkpoints;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Checkpoints;

public sealed class CheckpointCadenceTests
{
    [Fact]
    public void Steps_AreCountedFromTheLastCheckpoint()
    {
        var cadence = new CheckpointCadence(new TrainingOptions { CheckpointSteps = 5 }, new HandClock());
        Assert.Equal([5, 6, 7], Enumerable.Range(1, 7).Where(step => cadence.IsDue(step)));
        cadence.Written(7, 0);
        Assert.Equal([12, 13], Enumerable.Range(8, 6).Where(step => cadence.IsDue(step)));
    }

    [Fact]
    public void Time_IsThatOfTheOptions_OrTwentyTimesWhatACheckpointCosts()
    {
        var clock = new HandClock();
        var cadence = new CheckpointCadence(new TrainingOptions { CheckpointSeconds = 30 }, clock);
        Assert.Equal((false, true), (DueAfter(29), DueAfter(1)));
        cadence.Written(1, 1); // a second of writing is within its share of 30
        Assert.Equal((false, true), (DueAfter(29), DueAfter(1)));
        cadence.Written(2, 4);
        Assert.Equal((false, true), (DueAfter(79), DueAfter(1)));

        bool DueAfter(double seconds)
        {
            clock.Pass(seconds);
            return cadence.IsDue(3);
        }
    }

    /// <summary>A clock that is put forward by hand.</summary>
    sealed class HandClock : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => 1000;

        public void Pass(double seconds) => _now += (long)(1000 * seconds);

        public override long GetTimestamp() => _now;
    }
}
