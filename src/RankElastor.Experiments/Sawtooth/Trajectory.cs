using RankElastor.Experiments.Claims;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>
/// A sentence about ranks through the depth of models, before it is asked of a data set. Ranks are means over the
/// probed rows of the entropy rank on singular values, over that of matrices of the same shape without structure.
/// </summary>
/// <param name="Id">Of the claim.</param>
/// <param name="Quote">The sentence, word by word.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Of">The data that it speaks of; empty for all of the paper's.</param>
/// <param name="Reading">What is checked.</param>
/// <param name="Value">What the value of a seed is.</param>
/// <param name="Rule">Where its mean must lie.</param>
/// <param name="IsSeen">Whether these runs have what it takes.</param>
/// <param name="At">The value of a seed.</param>
sealed record Trajectory(
    string Id, string Quote, string Place, string Of, string Reading, string Value, ClaimRule Rule,
    Func<DatasetRuns, bool> IsSeen, Func<DatasetRuns, int, double> At)
{
    /// <summary>The paper's figures show it.</summary>
    public const string Variant = "entropy_rank_sv";

    /// <summary>Of a sentence about every recommender.</summary>
    public const string Everything = "every data set";

    const double Impossible = 2; // ratios lie between 0 and about 1, distances, too
    static readonly string[] _papers = ["criteo_x1", "avazu_x4"];

    /// <summary>What the sentence says of a data set; <paramref name="runs"/> is asked when it is measured.</summary>
    public PaperClaim On(string dataset, Func<DatasetRuns> runs) => new()
    {
        Id = $"{Id}/{dataset}",
        Quote = Quote,
        Place = Place,
        Scope = Of == "" ? "Criteo and Avazu" : Of,
        TriedOn = Of == Everything || (Of == "" ? _papers.Contains(dataset)
            : dataset.StartsWith(Of, StringComparison.OrdinalIgnoreCase)) ? "" : dataset,
        Reading = Reading,
        Procedure = "Runs of each seed as their configuration says; the weights that validation chose, if nothing else "
            + "is said. Mean of " + Variant + " over the probed validation rows, over that of normal matrices of the "
            + "same shape.",
        Value = Value,
        Rule = Rule,
        Measure = seed => At(runs(), seed.Seed),
        Control = "the same, off by 2, which no ratio or distance reaches",
        MeasureControl = seed => At(runs(), seed.Seed)
            + (double.IsFinite(Rule.High) ? Impossible : -Impossible),
    };
}
