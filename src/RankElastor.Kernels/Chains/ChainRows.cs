namespace RankElastor.Kernels.Chains;

/// <summary>Rows in memory: row r of group g starts at Address + (r · RowStride + g · GroupStride) numbers, and is dense.</summary>
public readonly unsafe record struct ChainRows(nint Address, long RowStride, long GroupStride)
{
    float* Row(int group, int row) => (float*)Address + row * RowStride + group * GroupStride;

    /// <summary>Copies rows into a panel; the panel's padding is cleared.</summary>
    internal void Load(int group, int start, int rows, int panelRows, float* panel, int width)
    {
        var padded = RowStage.Padded(width);
        for (var row = 0; row < rows; row++)
        {
            RowCopy.Fetch(Row(group, start + rows + row), width);
            RowCopy.Padded(Row(group, start + row), width, panel + (long)row * padded);
        }

        new Span<float>(panel + (long)rows * padded, (panelRows - rows) * padded).Clear();
    }

    /// <summary>Copies a panel's rows here, the same rows of <paramref name="addend"/> added where given.</summary>
    internal void Store(int group, int start, int rows, float* panel, int width, ChainRows? addend)
    {
        var padded = RowStage.Padded(width);
        for (var row = 0; row < rows; row++)
        {
            RowCopy.Fetch(Row(group, start + rows + row), width);
            var source = panel + (long)row * padded;
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
