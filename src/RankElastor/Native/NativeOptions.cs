namespace RankElastor.Native;

/// <summary>Start-up switches of native code; each can be turned off.</summary>
public sealed record NativeOptions
{
    /// <summary>Keep freed memory in the process (glibc only): large activations are not mapped and unmapped at every step.</summary>
    public bool KeepMemory { get; init; } = true;

    /// <summary>
    /// Send float32 matrix products to oneDNN ("medium" precision). It would permit bf16: where a check product shows a lower precision, or the
    /// processor has AMX and <see cref="AllowReducedPrecision"/> is off, the switch is taken back.
    /// </summary>
    public bool OneDnnProducts { get; init; } = true;

    /// <summary>Accept products of bf16 inputs where the processor has them.</summary>
    public bool AllowReducedPrecision { get; init; }

    /// <summary>Round the products of whole batches with weights to bf16: faster where the processor has such products, and less exact.</summary>
    public bool Bf16Products { get; init; }

    /// <summary>Threads of torch; null leaves torch's choice.</summary>
    public int? Threads { get; init; }
}
