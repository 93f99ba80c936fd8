using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using static RankElastor.Experiments.TrainedMixers.MixerComparisons;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>M13–M19 by training: width at fixed connections, random permutations, sparse MLPs, skips.</summary>
public sealed class TrainedMixerExperiment : ClaimGroup
{
    const string Paper = "Mixer paper (arXiv 2306.01470, summary)", Trainability = "The paper discusses trainability "
        + "issues arising from extreme sparsity in SW-MLPs, while Mixers maintain trainability up to their effective "
        + "width limit (Ω/γ)²/³.";

    const string Guiding = "Following a guiding principle proposed by Golubeva, Neyshabur and Gur-Ari (2021), which "
        + "fixes the number of connections and increases the width and sparsity, the Mixers can demonstrate improved "
        + "performance.";

    const string Ablation = "Implement ablation studies removing skip connections to isolate their contribution to "
        + "width advantages";

    const string Photos = "the paper trains on CIFAR and ImageNet", Waves = "generated images";

    ImageSet? _photographs;

    /// <inheritdoc/>
    public override string Name => "trained-mixer";

    /// <inheritdoc/>
    public override string Question => "Do trained Mixers do what wide and sparse networks are said to do?";

    /// <inheritdoc/>
    internal override string Introduction => $"""
        What the [Mixer page](../mixer/mixer.md) left open because it needs training. Small networks learn the direction
        of a wave that stands somewhere in a noisy image. A Mixer cuts an image into S patches, its tokens, of C
        channels: a network of width S C with few connections, Ω in a layer. Fixed connections do not fix parameters,
        which a Mixer's layers share and its first layer has more of with larger patches: both are stated.
        {Task.TrimEnd()}
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "M13t",
            Quote = "This paper reveals that MLP-Mixer architectures can be understood as wide and sparse MLPs through "
                + "Kronecker product formulations.",
            Place = Paper + ", executive summary",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "Trained, features of a Mixer are nearer (linear CKA, unbiased) to those of a sparse MLP of its "
                + "width and connections than to those of a dense one of its width.",
            Procedure = Task + $"S = C = 16, last features of {MixerResult.Compared} test images.",
            Value = "CKA to the sparse one less CKA to the dense one",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Likeness(seed, Sparse) - Likeness(seed, Dense),
            Control = "to the sparse one's of the next image they are nearer",
            MeasureControl = seed => Likeness(seed, Sparse, 1) - Likeness(seed, Dense),
        },
        new()
        {
            Id = "M14",
            Quote = Guiding,
            Place = Paper + ", mechanism 2",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "At fixed connections (to 4 %; parameters as in the table) test accuracy rises with the width.",
            Procedure = Task + Sweep,
            Value = "rank correlation of accuracy with width",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Rising(arm => Of(arm, seed).Accuracy),
            Control = "the share of entries that are not 0 rises with it",
            MeasureControl = _ => Rising(arm => arm.Density),
        },
        new()
        {
            Id = "M14p",
            Quote = "By maximizing the width of the effective MLP expression of the PK family, we find the appropriate "
                + "sizes of channel mixing and token mixing layers of the Mixers.",
            Place = Paper + ", mechanism 2",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "The most accurate Mixer is the widest, S = C, or one beside it.",
            Procedure = Task + Sweep,
            Value = "log2 (S / C) of the most accurate",
            Rule = ClaimRule.MeanWithin(-1.6, 1.6),
            Measure = seed => Ratio(Sizes.MaxBy(arm => Of(arm, seed).Accuracy)!),
            Control = "that with the most parameters is",
            MeasureControl = seed => Ratio(Sizes.MaxBy(arm => Of(arm, seed).Parameters)!),
        },
        new()
        {
            Id = "M15",
            Quote = "Random permutation mixing layers (RP-Mixer) achieve nearly comparable performance to structured "
                + "permutations",
            Place = Paper + ", key results",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "Test accuracies of an RP-Mixer and a Mixer differ by at most one point.",
            Procedure = Task + "S = C = 16, two pairs of blocks, paired by seed; both ends of the range are tested.",
            Value = "accuracy of the RP-Mixer less the Mixer's",
            Rule = ClaimRule.MeanWithin(-0.01, 0.01),
            Measure = seed => Of(Permuted, seed).Accuracy - Of(Structured, seed).Accuracy,
            Control = "so do those of an RP-Mixer that answers for the next image",
            MeasureControl = seed => Of(Permuted, seed).Displaced - Of(Structured, seed).Accuracy,
        },
        new()
        {
            Id = "M16",
            Quote = "Figure 5 shows RP-Mixers can surpass normal Mixers when depth increases sufficiently.",
            Place = Paper + ", open question 3",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "What random permutations cost shrinks with depth, or becomes a gain.",
            Procedure = Task + $"{Deep} pairs of blocks against {Shallow}.",
            Value = "accuracy of the RP-Mixer less the Mixer's, deep less shallow",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Permutation(seed, Deep, Right) - Permutation(seed, Shallow, Right),
            Control = "of an RP-Mixer that answers for the next image when deep",
            MeasureControl = seed => Permutation(seed, Deep, Displaced) - Permutation(seed, Shallow, Right),
        },
        new()
        {
            Id = "M16s",
            Quote = "Figure 5 shows RP-Mixers can surpass normal Mixers when depth increases sufficiently.",
            Place = Paper + ", open question 3",
            Scope = Photos,
            TriedOn = Waves,
            Reading = $"With {Deep} pairs of blocks the RP-Mixer is more accurate.",
            Procedure = Task + "S = C = 16, paired by seed.",
            Value = "accuracy of the RP-Mixer less the Mixer's",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Permutation(seed, Deep, Right),
            Control = "even where it answers for the next image",
            MeasureControl = seed => Permutation(seed, Deep, Displaced),
        },
        new()
        {
            Id = "M17",
            Quote = Trainability,
            Place = Paper + ", open question 1",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "At fixed connections a sparse MLP that is sixteen times as wide learns its own images less "
                + "well.",
            Procedure = Task + "Widths 256 and 4,096: 16 connections into a unit of the first layers, and one.",
            Value = "training accuracy, wide less narrow",
            Rule = ClaimRule.MeanBelow(0),
            Measure = seed => Of(Wider[^1], seed).Learned - Of(Wider[0], seed).Learned,
            Control = "even less well than before training",
            MeasureControl = seed => Of(Wider[0], seed).Learned - Of(Wider[0], seed).Untrained,
        },
        new()
        {
            Id = "M17m",
            Quote = Trainability,
            Place = Paper + ", open question 1",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "A Mixer at its limit of width learns its own images better than the narrowest two.",
            Procedure = Task + Sweep,
            Value = "training accuracy at S = C less the mean at both ends",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Of(Structured, seed).Learned - Ends(arm => Of(arm, seed).Learned),
            Control = "even before it is trained",
            MeasureControl = seed => Of(Structured, seed).Untrained - Ends(arm => Of(arm, seed).Learned),
        },
        new()
        {
            Id = "M18",
            Quote = "Sweep expansion factor γ from 1 to 8 while monitoring training stability",
            Place = Paper + ", first experiment 3",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "Up to an expansion of 8 gradients stay bounded: the largest of a run is at most 4 times that "
                + "without expansion.",
            Procedure = Task + "S = C = 16, γ = 1, 2, 4, 8; norm over all parameters at every step.",
            Value = "largest ratio",
            Rule = ClaimRule.AtMost(4),
            Measure = seed => Expanded.Max(arm => Of(arm, seed).Gradient) / Of(Expanded[0], seed).Gradient,
            Control = "with a rate of 1 they do",
            MeasureControl = seed => Of(Expanded[0] with { Rate = 1 }, seed).Gradient
                / Of(Expanded[0], seed).Gradient,
        },
        new()
        {
            Id = "M18c",
            Quote = "Higher γ increases capacity but also computational cost",
            Place = Paper + ", design tradeoffs",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "With γ = 8 a Mixer learns its own images better than with γ = 1.",
            Procedure = Task + "S = C = 16.",
            Value = "difference of training accuracies",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Of(Expanded[^1], seed).Learned - Of(Expanded[0], seed).Learned,
            Control = "even before it is trained",
            MeasureControl = seed => Of(Expanded[^1], seed).Untrained - Of(Expanded[0], seed).Learned,
        },
        new()
        {
            Id = "M19",
            Quote = Ablation,
            Place = Paper + ", next check 2",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "Skips account for part of what width gains.",
            Procedure = Task + Sweep + " With skips and without. What width gains: accuracy at S = C less the mean "
                + "at both ends.",
            Value = "gain with skips less gain without",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Gain(seed, arm => arm, Right) - Gain(seed, Bare, Right),
            Control = "the wide one with skips answers for the next image",
            MeasureControl = seed => Gain(seed, arm => arm, Displaced) - Gain(seed, Bare, Right),
        },
        new()
        {
            Id = "M19s",
            Quote = Ablation,
            Place = Paper + ", next check 2",
            Scope = Photos,
            TriedOn = Waves,
            Reading = "Skips make the widest Mixer more accurate.",
            Procedure = Task + "S = C = 16, paired by seed.",
            Value = "accuracy with skips less accuracy without",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => Of(Structured, seed).Accuracy - Of(Bare(Structured), seed).Accuracy,
            Control = "even where it answers for the next image",
            MeasureControl = seed => Of(Structured, seed).Displaced - Of(Bare(Structured), seed).Accuracy,
        },
    ];

    static string Task => $"{ImageSet.Task} {MixerTraining.Task} ";

    static string Sweep => "S = 4, 9, 16, 24, 64 with the C that comes nearest to Ω = 8,192.";

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Asked(LabRequest request, CancellationToken stop)
    {
        _photographs = ImageSet.Below(request.DataRoot); // before anything is trained: files may be broken
        return Claims;
    }

    /// <inheritdoc/>
    internal override string Appendix(LabRequest request)
    {
        int[] seeds = [.. request.AllSeeds];
        List<MixerSweep> sweeps = [new("generated images", Sizes, arm => [.. seeds.Select(seed => Of(arm, seed))])];
        if (_photographs is { } photographs)
        {
            var real = new MixerTraining(_ => photographs);
            sweeps.Add(new("photographs", Sizes, arm => [.. seeds.Select(seed => real.Of(arm, seed))]));
        }

        return MixerSweep.Section(request.Out, sweeps, new("generated images", Others, sweeps[0].Results));
    }
}
