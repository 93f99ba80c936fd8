namespace RankElastor.Data.Planted;

/// <summary>An interaction of three or more fields: Σ_r Π_f a_f,r[id_f], a CP tensor of the given rank.</summary>
/// <param name="Fields">Positions (from 0) of distinct fields; categorical ones come first, then numeric ones.</param>
/// <param name="Rank">Terms of the sum, at least 1.</param>
/// <param name="Scale">Standard deviation of the interaction's part of the logit.</param>
public sealed record PlantedInteraction(IReadOnlyList<int> Fields, int Rank, double Scale);
