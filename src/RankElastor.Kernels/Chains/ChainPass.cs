using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// What one pass of a <see cref="RowChain"/> needs: rows per group, where dropout draws its bits, and threads.
/// </summary>
public sealed record ChainPass(int Rows, bool Training, ulong Seed, long Step, Workers Workers);
