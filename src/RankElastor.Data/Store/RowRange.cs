namespace RankElastor.Data.Store;

/// <summary>Consecutive rows of a split.</summary>
readonly record struct RowRange(int First, int Count);
