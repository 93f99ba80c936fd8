using System.Numerics;
using System.Runtime.InteropServices;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>Memory bandwidth of read, change and write back: the floor of a pass over a whole table.</summary>
static class StreamBench
{
    const int Numbers = 1 << 26;
    const int Grain = 1 << 20;
    const int Passes = 9;

    /// <summary>10⁹ bytes per second, reads and writes counted, the median of some passes over 256 MiB.</summary>
    public static double GbPerSecond(Workers workers)
    {
        using var memory = LargeTensor.Zeros(ScalarType.Float32, Numbers);
        var address = TensorSpans.Address(memory);
        var times = new double[Passes];
        for (var pass = 0; pass < Passes; pass++)
        {
            times[pass] = Timing.Milliseconds(() => workers.For(Numbers, Grain, (start, end) =>
            {
                var floats = TensorSpans.Floats(address, start, end - start);
                foreach (ref var lanes in MemoryMarshal.Cast<float, Vector<float>>(floats))
                {
                    lanes += Vector<float>.One;
                }
            }));
        }

        return 2.0 * sizeof(float) * Numbers / times.Median(ms => ms) / 1e6;
    }
}
