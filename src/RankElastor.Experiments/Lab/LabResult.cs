namespace RankElastor.Experiments.Lab;

/// <summary>What an experiment found, and the page that shows it.</summary>
public sealed record LabResult(string Experiment, IReadOnlyList<Claim> Claims, double Seconds, string Report);
