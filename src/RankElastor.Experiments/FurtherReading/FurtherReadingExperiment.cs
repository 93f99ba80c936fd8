using RankElastor.Experiments.Claims;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>More of the reading list: each topic has its claims in a file of its own.</summary>
public sealed class FurtherReadingExperiment : ClaimGroup
{
    /// <inheritdoc/>
    public override string Name => "further-reading";

    /// <inheritdoc/>
    public override string Question => "What else of the reading list holds at a size that can be checked in seconds?";

    /// <inheritdoc/>
    internal override string Introduction => """
        Codes of symbols, units in another network's order, experts and their routers, wide tables around narrow
        networks, tests for manifolds, memories and power laws. Where a paper speaks of trained models and the sentence
        can be tried on random or planted ones only, its scope says so. Several readings are theorems of ours beside the
        sentence (L03i, L46, L80, L134) and hold as they must. Four did not come out: hidden layers of several seeds
        were not the richer ones (L30), two sign blocks did not beat two plain bits (L61q), branches were neither better
        nor worse (L141), and one seed's random rows were further from a law of ours than its bound (L85).

        These rules were run twice. The first lock (commit 89cac5d) also named expected values, which the page would
        have called independent; they were estimates made beside the rules, and were taken out. No bound, seed or
        procedure changed, and the values are the same.
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
    [
        .. SymbolBundles.Claims, .. RectifiedLaw.Claims, .. ActivationTransport.Claims, .. WeightMatching.Claims,
        .. ConcatenatedSeeds.Claims, .. ManifoldTest.Claims, .. VirtualWidth.Claims, .. Competition.Claims,
        .. SignBlocks.Claims, .. MassiveActivations.Claims, .. BalancedExperts.Claims, .. AutonomousExperts.Claims,
        .. RecurrentMemory.Claims, .. Anisotropy.Claims, .. Superposition.Claims, .. KaplanLaw.Claims,
        .. ComputeOptimal.Claims, .. GrowingExperts.Claims, .. NullExperts.Claims, .. AttentionMemory.Claims,
        .. AggregatedBranches.Claims,
    ];
}
