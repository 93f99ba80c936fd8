using CsCheck;
using RankElastor.Data.Rows;

namespace RankElastor.Tests.Data.Batches;

public sealed class SequenceColumnTests
{
    const int Length = 6;

    [Fact]
    public void Rows_ComeBack_WhereverTheirPaddingStands() =>
        Gen.Int[0, 2].Array[Length].Array[1, 20].Sample(rows =>
        {
            var column = new SequenceColumn(Length, rows.Length);
            for (var row = 0; row < rows.Length; row++)
            {
                column.SetPadded(row, rows[row]);
            }

            for (var row = 0; row < rows.Length; row++)
            {
                var positions = new int[Length];
                column.CopyPadded(row, positions);
                Assert.Equal(rows[row], positions);
                Assert.True(column.Row(row) is [] or [not 0, ..]);
                Assert.True(column.Row(row) is [] or [.., not 0]);
            }
        }, iter: 200);

    [Fact]
    public void Memory_GrowsWithTheIds_NotWithTheLength()
    {
        var column = new SequenceColumn(1_000_000, 3);
        column.Set(0, 5, [1, 2]);
        column.Set(1, 0, []);
        column.Set(2, 999_999, [3]);
        Assert.Equal(sizeof(int) * (3 + 2 * 3), column.BytesOf(3));
        Assert.Equal([1, 2, 3], column.Ids(3));
        Assert.Equal([0, 2, 2, 3], column.Offsets(3));
    }

    [Fact]
    public void SettingARow_ForgetsThoseBehindIt()
    {
        var column = new SequenceColumn(Length, 2);
        column.Set(0, 0, [1, 2]);
        column.Set(1, 0, [3]);
        column.Set(0, 1, [4]);
        column.Set(1, 2, [5, 6]);
        Assert.Equal([4, 5, 6], column.Ids(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Set(1, Length - 1, [1, 2]));
    }
}
