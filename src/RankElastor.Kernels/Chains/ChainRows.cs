namespace RankElastor.Kernels.Chains;

/// <summary>
/// Rows in memory: row r of group g starts at Address + (r · RowStride + g · GroupStride) numbers, and is dense.
/// </summary>
public readonly unsafe record struct ChainRows(nint Address, long RowStride, long GroupStride)
{
    float* Row(int group, int row) => (float*)Address + row * RowStride + group * GroupStride;

    /// <summary>Copies rows into a padded matrix; its padding is cleared.</summary>
    internal void Load(int group, int start, int rows, int paddedRows, float* matrix, int width)
    {
        var padded = RowStage.Padded(width);
        for (var row = 0; row < rows; row++)
        {
            RowCopy.Fetch(Row(group, start + rows + row), width);
            RowCopy.Padded(Row(group, start + row), width, matrix + (long)row * padded);
        }

        new Span<float>(matrix + (long)rows * padded, (paddedRows - rows) * padded).Clear();
    }

    /// <summary>
    /// Copies a padded matrix's rows here, the same rows of <paramref name="addend"/> added where given.
    /// </summary>
    internal void Store(int group, int start, int rows, float* matrix, int width, ChainRows? addend)
    {
        var padded = RowStage.Padded(width);
        for (var row = 0; row < rows; row++)
        {
            RowCopy.Fetch(Row(group, start + rows + row), width);
            var source = matrix + (long)row * padded;
            var target = Row(group, start + row);
            if (addend is { } more)
            {
                RowCopy.Sum(source, more.Row(group, start + row), width, target);
            }
            else
            {
                RowCopy.Plain(source, width, target);
            }
        }
    }
}
