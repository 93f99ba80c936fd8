using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Sources;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>The rows of one split: a path and the row numbers, from 0; all rows without <c>Keeps</c>.</summary>
sealed record SplitRows(Split Split, string Path, Func<long, bool>? Keeps, long? Limit)
{
    /// <summary>
    /// The chosen rows in order, without those behind the row limit, several chunks at a time; chunks without a
    /// chosen row are left out.
    /// </summary>
    public IEnumerable<IReadOnlyList<SelectedRows>> Read(RowSource source, Workers workers)
    {
        var (pool, window) = (new List<SelectedRows>(), new List<SelectedRows>());
        var (first, limit) = (0L, Limit ?? long.MaxValue);
        foreach (var chunks in source.ReadWindows(workers))
        {
            window.Clear();
            foreach (var chunk in chunks.TakeWhile(_ => first < limit))
            {
                if (pool.Count == window.Count)
                {
                    pool.Add(new SelectedRows());
                }

                var selected = pool[window.Count];
                selected.Choose(chunk, first, limit, Keeps);
                first += chunk.Rows;
                if (selected.Rows.Length > 0)
                {
                    window.Add(selected);
                }
            }

            if (window.Count > 0)
            {
                yield return window;
            }

            if (first >= limit)
            {
                yield break;
            }
        }
    }
}
