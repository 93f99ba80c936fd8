namespace RankElastor.Experiments.TrainedMixers;

/// <summary>How the entries of a wide vector are mixed.</summary>
enum Mixing
{
    /// <summary>Tokens, then channels: MLP-Mixer.</summary>
    Structured,

    /// <summary>The same between random permutations: RP-Mixer.</summary>
    Permuted,

    /// <summary>Through random connections: SW-MLP; a dense MLP where there are all.</summary>
    Sparse,
}

/// <summary>A network to train, and how.</summary>
/// <param name="Mixing">The kind of its layers.</param>
/// <param name="Width">Entries of its wide vectors, S C of a Mixer.</param>
/// <param name="Reads">Entries that one of a first layer reads: a Mixer's tokens S.</param>
/// <param name="Depth">Pairs of blocks, each of two layers.</param>
/// <param name="Gamma">How many times as wide the inside of a block is.</param>
/// <param name="Skips">Whether a block's input is added to what it gives.</param>
/// <param name="Rate">Of Adam; falls to 0 in a straight line.</param>
sealed record MixerArm(
    Mixing Mixing, int Width, int Reads, int Depth = 2, int Gamma = 2, bool Skips = true, double Rate = 3e-3)
{
    /// <summary>S tokens of C channels.</summary>
    public static MixerArm Mixer(int tokens, int channels) => new(Mixing.Structured, tokens * channels, tokens);

    /// <summary>A Mixer of S tokens with the channels that come nearest to Ω / γ connections a layer.</summary>
    public static MixerArm Nearest(int tokens, double omega)
    {
        var s = (double)tokens; // s C² + s² C = 2 Ω, without γ
        return Mixer(tokens, (int)Math.Round((Math.Sqrt(s * s + 8 * omega / s) - s) / 2));
    }

    /// <summary>C of a Mixer.</summary>
    public int Channels => Width / Reads;

    /// <summary>Non-zeros of the wide matrices over their entries, of a pair of blocks.</summary>
    public double Density => Mixing == Mixing.Sparse
        ? (double)Reads / Width : Mixers.MixerLayers.Connections(1, Reads, Channels) / ((double)Width * Width);

    /// <summary>In a table.</summary>
    public override string ToString() => Mixing switch
    {
        Mixing.Structured => $"Mixer, {Reads} × {Channels}",
        Mixing.Permuted => $"RP-Mixer, {Reads} × {Channels}",
        _ => Reads == Width ? "dense MLP" : $"SW-MLP, {Reads} into a unit",
    } + $", depth {Depth}, γ = {Gamma}{(Skips ? "" : ", no skips")}";
}
