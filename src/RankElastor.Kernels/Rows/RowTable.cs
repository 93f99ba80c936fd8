namespace RankElastor.Kernels.Rows;

/// <summary>
/// An embedding table, rows of one width in memory that the caller keeps alive: float32, bfloat16 or signed bytes with
/// a float32 scale per row (<paramref name="Scales"/>, 0 for the other types).
/// </summary>
public readonly record struct RowTable(nint Address, int Rows, nint Scales = 0);
