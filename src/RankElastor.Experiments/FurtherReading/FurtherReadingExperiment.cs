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
        can be tried on random or planted ones only, its scope says so.
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
