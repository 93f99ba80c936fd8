using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>The ids of a row's categorical or sequence field with all padding, to read and to change.</summary>
static class HistoryIds
{
    public static int[] Of(Batch batch, Field field, int row)
    {
        var first = batch.Layout.Padded.Single(padded => padded.Field.Name == field.Name).Offset;
        return batch.Padded(row)[first..(first + field.MaxLength)];
    }

    /// <summary>Changes the ids of a sequence in one row.</summary>
    public static void Change(Batch batch, Field field, int row, Action<int[]> change)
    {
        int[][] rows = [.. Enumerable.Range(0, batch.Rows).Select(each => Of(batch, field, each))];
        change(rows[row]);
        for (var each = 0; each < rows.Length; each++)
        {
            batch.Sequence(field).SetPadded(each, rows[each]);
        }
    }

    public static void Clear(Batch batch, Field field, int row) =>
        Change(batch, field, row, ids => ids.AsSpan().Clear());

    /// <summary>Moves a row's padding to the front.</summary>
    public static void MoveToTheEnd(Batch batch, Field field, int row) => Change(batch, field, row, ids =>
    {
        int[] items = [.. ids.Where(id => id != 0)];
        ids.AsSpan().Clear();
        items.CopyTo(ids.AsSpan(ids.Length - items.Length));
    });
}
