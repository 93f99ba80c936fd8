namespace RankElastor.Model;

/// <summary>
/// A named place in a model that a probe can read: its public name (<c>block1/mixing</c>) and the observed stage behind it, which
/// is a tensor [B, rows, columns]. Sites are listed in the order in which a row passes them.
/// </summary>
public sealed record Site(string Name, string Stage);
