namespace RankElastor.Experiments.Remedies;

/// <summary>The experiments of one data set: the runs without a remedy, and each remedy against them.</summary>
sealed record RemedyGroup(
    string Name, string Base, string Site,
    IReadOnlyList<RemedyRun> Without, IReadOnlyList<RemedyComparison> Comparisons);
