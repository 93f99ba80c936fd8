using System.Runtime.CompilerServices;
using RankElastor.Native;
using static TorchSharp.torch;

namespace RankElastor.Tests.FrontDoor;

/// <summary>The numbers in a sum outlive a garbage collection in the middle of the call.</summary>
[Collection("torch")]
public sealed class ScalarLifetimeTests
{
    const int Collections = 3_000; // without the cure a call fails about once in 700 to 1,500

    /// <summary>Also for tests that start no machine.</summary>
    [ModuleInitializer]
    internal static void BeforeAllTests()
    {
        OpenMpWaiting.SpinShortly();
        MachineOptions.LoadTorch();
        ScalarLifetime.FreeLate();
    }

    [Fact]
    public void OnLinux_ItTakesEffect() => Assert.True(
        !OperatingSystem.IsLinux() || ScalarLifetime.FreeLate() == "on", ScalarLifetime.FreeLate());

    [Fact]
    [Trait("kind", "slow")]
    public void SumsAndProducts_AreRight_WhileOtherThreadsCollect()
    {
        using var scope = NewDisposeScope();
        var first = GC.CollectionCount(0);
        using var done = new CancellationTokenSource();
        List<Thread> collectors = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Collect(done.Token)))];
        collectors.ForEach(thread => thread.Start());
        try
        {
            var (x, y) = (ones(8), ones(8));
            while (GC.CollectionCount(0) < first + Collections)
            {
                using var step = NewDisposeScope();
                Assert.Equal(2, (x + y)[0].item<float>());
                Assert.Equal(3, (x * 3)[0].item<float>());
            }
        }
        finally
        {
            done.Cancel();
            collectors.ForEach(thread => thread.Join());
        }
    }

    /// <summary>With something to collect, so that the adding thread gets on between two collections.</summary>
    static void Collect(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var garbage = Enumerable.Range(0, 1000).Select(_ => new byte[4000]).ToList();
            GC.Collect(0);
            GC.KeepAlive(garbage);
        }
    }
}
