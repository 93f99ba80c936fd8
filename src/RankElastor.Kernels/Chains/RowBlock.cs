namespace RankElastor.Kernels.Chains;

/// <summary>
/// Which rows a block holds: how many with padding, the number of the first among all rows of all groups, the dropout
/// of the step, and whether Backward follows.
/// </summary>
public readonly record struct RowBlock(int Rows, long FirstRow, ulong Seed, long Step, bool Training, bool ForBackward);
