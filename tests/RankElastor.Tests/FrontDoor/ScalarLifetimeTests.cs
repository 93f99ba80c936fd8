using System.Runtime.CompilerServices;
using RankElastor.Native;
using static TorchSharp.torch;

namespace RankElastor.Tests.FrontDoor;

/// <summary>The numbers in a sum outlive a garbage collection in the middle of the call.</summary>
[Collection("torch")]
public sealed class ScalarLifetimeTests
{
    const int Collections = 2_500; // without the cure a call fails about once in 1,500

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
    public void SumsAndProducts_AreRight_WhileAnotherThreadCollects()
    {
        using var scope = NewDisposeScope();
        var first = GC.CollectionCount(0);
        using var done = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
            }
        });
        collector.Start();
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
            collector.Join();
        }
    }
}
