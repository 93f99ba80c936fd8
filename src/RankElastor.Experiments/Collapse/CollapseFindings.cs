namespace RankElastor.Experiments.Collapse;

/// <summary>All runs of the suite: healthy by model, planted by plant, and those that are only told of.</summary>
sealed record CollapseFindings(
    IReadOnlyDictionary<CollapseModel, List<CollapseRun>> Healthy,
    ILookup<Plant, PlantOutcome> Planted, IReadOnlyDictionary<Observation, List<CollapseRun>> Observed);
