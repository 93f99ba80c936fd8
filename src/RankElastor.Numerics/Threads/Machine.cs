namespace RankElastor.Numerics.Threads;

/// <summary>
/// What a job computes on: so many threads of the CPU (there is no other device) and the precision of batch products.
/// Made once, at the top of the job, and passed down; two machines in one process do not influence each other.
/// </summary>
public sealed record Machine
{
    /// <summary>A machine of this many threads, the caller's included, whose products are float32.</summary>
    public Machine(int threads) => Workers = new Workers(threads);

    /// <summary>The same machine with another number of threads.</summary>
    public Machine With(int threads) => this with { Workers = new Workers(threads) };

    /// <summary>The caller's thread alone.</summary>
    public static Machine Sequential { get; } = new(1);

    /// <summary>Threads for loading, preparation and our own kernels.</summary>
    public Workers Workers { get; private init; }

    /// <summary>
    /// Whether factors and results of products of a whole batch with a layer's weights, backward ones too, are rounded
    /// to bf16 (8 bits of mantissa). Fused chains and embedding updates stay in float32.
    /// </summary>
    public bool Bf16Products { get; init; }

    /// <summary>What native start-up switches did, by name, for the manifest of a run.</summary>
    public IReadOnlyDictionary<string, string> Effects { get; init; } = new Dictionary<string, string>();
}
