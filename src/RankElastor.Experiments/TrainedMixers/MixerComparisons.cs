using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Representations;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>The networks that claims about trained Mixers compare, and how.</summary>
static class MixerComparisons
{
    /// <summary>Tokens and channels of the widest Mixer.</summary>
    public const int Square = 16;

    /// <summary>Pairs of blocks of a shallow network.</summary>
    public const int Shallow = 1;

    /// <summary>Pairs of blocks of a deep one.</summary>
    public const int Deep = 4;

    static readonly MixerTraining _generated =
        new(seed => ImageSet.Generate(new SeededRandom((ulong)seed).Fork("images")));

    /// <summary>The widest Mixer at its Ω: S = C.</summary>
    public static MixerArm Structured { get; } = MixerArm.Mixer(Square, Square);

    /// <summary>The same between random permutations.</summary>
    public static MixerArm Permuted { get; } = Structured with { Mixing = Mixing.Permuted };

    /// <summary>A sparse MLP of its width and connections.</summary>
    public static MixerArm Sparse { get; } = Structured with { Mixing = Mixing.Sparse };

    /// <summary>A dense MLP of its width.</summary>
    public static MixerArm Dense { get; } = Sparse with { Reads = Sparse.Width };

    /// <summary>Mixers from few tokens to many, at one Ω.</summary>
    public static IReadOnlyList<MixerArm> Sizes { get; } =
        [.. new[] { 4, 9, Square, 24, 64 }.Select(s => MixerArm.Nearest(s, Math.Pow(Square, 3)))];

    /// <summary>Sparse MLPs at one Ω, ever wider, to one connection into a unit.</summary>
    public static IReadOnlyList<MixerArm> Wider { get; } =
        [.. new[] { 1, 4, 16 }.Select(times => Sparse with { Width = Sparse.Width * times, Reads = Square / times })];

    /// <summary>Mixers from no expansion to the largest.</summary>
    public static IReadOnlyList<MixerArm> Expanded { get; } =
        [.. new[] { 1, 2, 4, 8 }.Select(gamma => Structured with { Gamma = gamma })];

    /// <summary>All networks but <see cref="Sizes"/>.</summary>
    public static IReadOnlyList<MixerArm> Others { get; } =
    [
        Permuted, At(Structured, Shallow), At(Permuted, Shallow), At(Structured, Deep), At(Permuted, Deep), .. Wider,
        Dense, .. Expanded.Where(arm => arm != Structured), Bare(Sizes[0]), Bare(Structured), Bare(Sizes[^1]),
    ];

    /// <summary>What became of an arm with a seed.</summary>
    public static MixerResult Of(MixerArm arm, ClaimSeed seed) => Of(arm, seed.Seed);

    /// <summary>What became of an arm with a seed.</summary>
    public static MixerResult Of(MixerArm arm, int seed) => _generated.Of(arm, seed);

    /// <summary>An arm without skips.</summary>
    public static MixerArm Bare(MixerArm arm) => arm with { Skips = false };

    /// <summary>CKA of the Mixer's features to another's of the same images, or of later ones.</summary>
    public static double Likeness(ClaimSeed seed, MixerArm other, int later = 0)
    {
        float[] rows = Of(other, seed).Features;
        var cut = later * other.Width;
        return Cka.LinearUnbiased(
            Of(Structured, seed).Features, [.. rows[cut..], .. rows[..cut]], MixerResult.Compared);
    }

    /// <summary>Rank correlation of something with the width, over <see cref="Sizes"/>.</summary>
    public static double Rising(Func<MixerArm, double> of) =>
        RankCorrelation.Spearman([.. Sizes.Select(arm => (double)arm.Width)], [.. Sizes.Select(of)]);

    /// <summary>log2 (S / C).</summary>
    public static double Ratio(MixerArm arm) => Math.Log2((double)arm.Reads / arm.Channels);

    /// <summary>The mean of the Mixer with the fewest tokens and that with the most.</summary>
    public static double Ends(Func<MixerArm, double> of) => (of(Sizes[0]) + of(Sizes[^1])) / 2;

    /// <summary>What width gains: accuracy, or another score of the wide one, less accuracy at both ends.</summary>
    public static double Gain(ClaimSeed seed, Func<MixerArm, MixerArm> change, Func<MixerResult, double> wide) =>
        wide(Of(change(Structured), seed)) - Ends(arm => Of(change(arm), seed).Accuracy);

    /// <summary>Accuracy, or another score of the RP-Mixer, less the Mixer's accuracy, at a depth.</summary>
    public static double Permutation(ClaimSeed seed, int depth, Func<MixerResult, double> permuted) =>
        permuted(Of(At(Permuted, depth), seed)) - Of(At(Structured, depth), seed).Accuracy;

    /// <summary>Accuracy.</summary>
    public static double Right(MixerResult result) => result.Accuracy;

    /// <summary>Accuracy where each answer is given for the next image.</summary>
    public static double Displaced(MixerResult result) => result.Displaced;

    static MixerArm At(MixerArm arm, int depth) => arm with { Depth = depth };
}
