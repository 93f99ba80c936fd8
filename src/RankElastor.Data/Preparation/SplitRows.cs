using RankElastor.Data.Encoders;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Preparation;

/// <summary>The rows of one split: a path, and which of its rows (numbered from 0) belong to it.</summary>
sealed record SplitRows(Split Split, string Path, Func<long, bool> Keeps, long? Limit)
{
    /// <summary>The chosen rows in order, without those behind the row limit.</summary>
    public IEnumerable<SelectedRows> Read(RowSource source)
    {
        var selected = new SelectedRows();
        var first = 0L;
        foreach (var chunk in source.Read())
        {
            selected.Choose(chunk, first, Limit is { } limit ? row => row < limit && Keeps(row) : Keeps);
            first += chunk.Rows;
            if (selected.Rows.Length > 0)
            {
                yield return selected;
            }

            if (first >= Limit)
            {
                yield break;
            }
        }
    }
}
