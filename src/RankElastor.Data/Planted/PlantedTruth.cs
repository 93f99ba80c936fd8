namespace RankElastor.Data.Planted;

/// <summary>What is known of a split because its law is known. An AUC of one class only is NaN.</summary>
public sealed record PlantedTruth
{
    /// <summary>Rows of the split.</summary>
    public required long Rows { get; init; }

    /// <summary>Share of clicks among the labels drawn.</summary>
    public required double BaseRate { get; init; }

    /// <summary>Mean of the true probabilities.</summary>
    public required double ExpectedBaseRate { get; init; }

    /// <summary>AUC of the true probabilities on the labels drawn; no model is better but by luck.</summary>
    public required double BayesAuc { get; init; }

    /// <summary>Log loss (nats) of the true probabilities on the labels drawn.</summary>
    public required double BayesLogloss { get; init; }

    /// <summary>The AUC above with each label replaced by its probability, so without the labels' luck.</summary>
    public required double ExpectedAuc { get; init; }

    /// <summary>Mean entropy −p log p − (1 − p) log(1 − p): the log loss above in expectation.</summary>
    public required double ExpectedLogloss { get; init; }

    /// <summary>AUC of the linear part of the true logit: the ceiling for models without interactions.</summary>
    public required double LinearAuc { get; init; }

    /// <summary>AUC of the linear and pairwise parts: the ceiling for models of second order.</summary>
    public required double PairAuc { get; init; }
}
