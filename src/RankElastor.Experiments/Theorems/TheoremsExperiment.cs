using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;

namespace RankElastor.Experiments.Theorems;

/// <summary>The theorems of the RankElastor paper, each as identities, bounds and counterexamples.</summary>
public sealed class TheoremsExperiment : ClaimGroup
{
    /// <inheritdoc/>
    public override string Name => "theorems";

    /// <inheritdoc/>
    public override string Question => "Do the RankElastor paper's theorems say what the text makes of them?";

    /// <inheritdoc/>
    internal override string Introduction => """
        A ranking model sees a row as a small matrix: one vector, a token, for each group of fields. How many directions
        the tokens really use is their effective rank; the paper says that mixing tokens raises it, that the networks
        behind lower it, and proves theorems about both on random matrices. Here each theorem is drawn again: what it
        states holds nearly everywhere; what the text takes from it often does not. The expansion bound proves no
        expansion at the released shape (P06), mixing with blocks of two entries reaches every target though theorem
        C.1 (ii) says it cannot (P19), the barrier of theorem 2.2 is not one for the networks that the model has (P11),
        and gating loses rank in every draw where one token is three times as long as the others (P28).
        """;

    /// <inheritdoc/>
    internal override IReadOnlyList<PaperClaim> Claims { get; } =
        [.. BlockTransposeClaims.All, .. FeedForwardClaims.All, .. FullMixingClaims.All, .. GatedClaims.All,
            .. CostClaims.All, .. SawtoothClaims.All];

    /// <inheritdoc/>
    internal override string Appendix(LabRequest request)
    {
        const string File = "contraction.svg";
        PageFile.Write(Path.Combine(request.Out, File), FeedForwardClaims.Figure(request.AllSeeds));
        return $"![How often random networks lower a rank]({File})\n\nThe networks that a model has, one for each "
            + "token, hardly ever lower a rank when they are random (P13, P14).\n\n";
    }
}
