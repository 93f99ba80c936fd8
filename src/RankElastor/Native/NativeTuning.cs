using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Model.Layers;
using static TorchSharp.torch;

namespace RankElastor.Native;

/// <summary>Prepares the process for training; to be called once, before the first tensor.</summary>
public static class NativeTuning
{
    const string Missing = "libtorch is not beside the program: build it for its platform, as in 'dotnet run -r linux-x64' "
        + "(also win-x64, osx-arm64), or add the package libtorch-cpu-linux-x64 (-win-x64, -osx-arm64)";

    /// <summary>Applies the switches, loads libtorch, and says for each switch what took effect, for the manifest.</summary>
    /// <exception cref="InputException">libtorch cannot be loaded on this machine.</exception>
    public static IReadOnlyDictionary<string, string> Apply(NativeOptions options)
    {
        var effects = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["keep_memory"] = options.KeepMemory ? Allocator.KeepMemory() : "off: asked",
        };
        effects["openmp_spins"] = OpenMpWaiting.SpinShortly();
        LoadTorch();
        if (options.Threads is { } threads)
        {
            set_num_threads(threads);
        }

        effects["torch_threads"] = get_num_threads().ToString(CultureInfo.InvariantCulture);
        effects["onednn_products"] = options.OneDnnProducts ? MatrixProducts.UseOneDnn(options.AllowReducedPrecision) : "off: asked";
        BatchProducts.Bf16 = options.Bf16Products;
        effects["bf16_products"] = options.Bf16Products ? "on" : "off";
        return effects;
    }

    static void LoadTorch()
    {
        try
        {
            using var probe = ones(1);
        }
        catch (Exception cause) when (cause is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw cause.InnerException is NotSupportedException ? new InputException(Missing, cause) : new InputException(
                $"libtorch cannot be loaded on this machine ({(cause.InnerException ?? cause).Message.ReplaceLineEndings(" ")}); "
                + "supported: Linux x64 with glibc 2.28 or later, Windows x64, macOS arm64", cause);
        }
    }
}
