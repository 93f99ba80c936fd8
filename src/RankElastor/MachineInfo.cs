using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace RankElastor;

/// <summary>What a number was measured on.</summary>
public static class MachineInfo
{
    /// <summary>Processor, cores, system and instruction sets.</summary>
    public static IReadOnlyDictionary<string, string> Describe() =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cpu"] = Processor(),
            ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory_mb"] = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000).ToString(
            CultureInfo.InvariantCulture),
            ["os"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["simd"] = Simd(),
        };

    /// <summary>Versions of the program and its packages.</summary>
    public static IReadOnlyDictionary<string, string> Versions() =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["rankelastor"] = Product().Split('+')[0],
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version?.ToString() ?? "unknown",
            ["libtorch"] = torch.__version__,
        };

    /// <summary>The source commit the program was built from, or "unknown".</summary>
    public static string Commit() => Product().Split('+') is [_, var commit] ? commit : "unknown";

    /// <summary>Peak resident memory of this process in 10⁶ bytes.</summary>
    public static double PeakRssMb()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1e6;
    }

    static string Product() =>
        typeof(MachineInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        var line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(
                text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    static string Simd()
    {
        var sets = Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2"
            : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"{sets}, vectors of {Vector<float>.Count} floats");
    }
}
