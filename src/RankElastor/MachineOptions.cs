using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Native;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor;

/// <summary>What to compute on: how many threads, and switches of native code.</summary>
/// <example><code>
/// var machine = new MachineOptions { Threads = 2 };
/// var run = (Experiment.Load("configs/frappe_x1", "DNN_frappe_x1") with { Machine = machine }).Run();
/// </code></example>
public sealed record MachineOptions
{
    const int ThreadsPerProcessor = 8;

    /// <summary>
    /// Threads of everything: preparation, loading, our own kernels and torch. Null: all processors for preparation,
    /// and as many for a model as the size of its steps is worth.
    /// </summary>
    /// <exception cref="InputException">Fewer than 1, or more than eight for each processor.</exception>
    public int? Threads { get; init => field = Checked("threads", value); }

    /// <summary>
    /// Keep freed memory in the process (glibc only): large activations are not mapped and unmapped at every step.
    /// </summary>
    public bool KeepMemory { get; init; } = true;

    /// <summary>
    /// Send float32 matrix products to oneDNN ("medium" precision). It would permit bf16: where the processor has AMX,
    /// or a check product shows a lower precision, the switch is taken back.
    /// </summary>
    public bool OneDnnProducts { get; init; } = true;

    /// <summary>
    /// Round the products of whole batches with weights to bf16: faster where the processor has such products, and less
    /// exact.
    /// </summary>
    public bool Bf16Products { get; init; }

    /// <summary>
    /// Makes the machine that a job passes down, and says in its effects what each switch did. To be called before the
    /// first tensor.
    /// </summary>
    /// <remarks>
    /// Threads of our own and bf16 products belong to the machine. torch and the C library keep three things for the
    /// whole process: memory is kept once asked for, and the number of torch's threads and the route of its products
    /// are those of the machine made last.
    /// </remarks>
    /// <exception cref="InputException">libtorch cannot be loaded on this machine.</exception>
    public Machine Start()
    {
        var threads = Threads ?? Environment.ProcessorCount;
        var effects = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = "cpu",
            ["keep_memory"] = KeepMemory ? Allocator.KeepMemory() : Allocator.LeaveMemory(),
            ["openmp_spins"] = OpenMpWaiting.SpinShortly(),
            ["bf16_products"] = Bf16Products ? "on" : "off",
        };
        LoadTorch();
        effects["scalars_freed_late"] = ScalarLifetime.FreeLate();
        set_num_threads(threads);
        effects["torch_threads"] = get_num_threads().ToString(CultureInfo.InvariantCulture);
        effects["onednn_products"] = OneDnnProducts ? MatrixProducts.UseOneDnn() : MatrixProducts.UseTorch();
        return new Machine(threads) { Bf16Products = Bf16Products, Effects = effects };
    }

    /// <summary>
    /// A number of threads that this machine can make use of; <paramref name="where"/> opens the error.
    /// </summary>
    internal static int? Checked(string where, int? threads)
    {
        var most = ThreadsPerProcessor * Environment.ProcessorCount;
        return threads is null || (threads > 0 && threads <= most)
            ? threads
            : throw InputException.At(where, $"{threads}", $"1 or more, at most {most} on this machine");
    }

    /// <summary>A started machine with the threads of a model's steps, unless the user gave a number.</summary>
    internal Machine Fitted(Machine started, int threads)
    {
        if (Threads is not null || threads == started.Workers.Threads)
        {
            return started;
        }

        set_num_threads(threads);
        var effects = new SortedDictionary<string, string>(
            started.Effects.ToDictionary(), StringComparer.Ordinal)
        {
            ["torch_threads"] = get_num_threads().ToString(CultureInfo.InvariantCulture),
        };
        return started.With(threads) with { Effects = effects };
    }

    internal static void LoadTorch()
    {
        try
        {
            using var probe = ones(1);
        }
        catch (Exception cause) when (cause is TypeInitializationException or DllNotFoundException
            or BadImageFormatException or EntryPointNotFoundException)
        {
            var reason = (cause.InnerException ?? cause).Message.ReplaceLineEndings(" ");
            throw new InputException(
                cause.InnerException is NotSupportedException
                    ? "libtorch is not beside the program: build it for its platform, as in 'dotnet run -r linux-x64' "
                        + "(also win-x64, osx-arm64), or add the package libtorch-cpu-linux-x64 (-win-x64, -osx-arm64)"
                    : $"libtorch cannot be loaded on this machine ({reason}); "
                        + "supported: Linux x64 with glibc 2.28 or later, Windows x64, macOS arm64",
                cause);
        }
    }
}
