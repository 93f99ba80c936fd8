using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Cli.Bench;

/// <summary>Speed of memory when every number is read, changed and written back: the floor of whatever passes a whole table.</summary>
static class StreamBench
{
    const int Numbers = 1 << 26;
    const int Grain = 1 << 20;
    const int Passes = 9;

    /// <summary>10⁹ bytes a second, reads and writes counted, the median of some passes over 256 MiB.</summary>
    public static double GbPerSecond(Workers workers)
    {
        using var memory = LargeTensor.Zeros(ScalarType.Float32, Numbers);
        var address = TensorSpans.Address(memory);
        var times = new double[Passes];
        for (var pass = 0; pass < Passes; pass++)
        {
            var watch = Stopwatch.StartNew();
            workers.For(Numbers, Grain, (start, end) =>
            {
                foreach (ref var lanes in MemoryMarshal.Cast<float, Vector<float>>(TensorSpans.Floats(address, start, end - start)))
                {
                    lanes += Vector<float>.One;
                }
            });
            times[pass] = watch.Elapsed.TotalSeconds;
        }

        return 2.0 * sizeof(float) * Numbers / times.Order().ElementAt(Passes / 2) / 1e9;
    }
}
