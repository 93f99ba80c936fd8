using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Training.State;

namespace RankElastor.Training.Probes.Health;

/// <summary>Evenly spaced rows of the validation split, and look-ups of table rows by the split. One pass.</summary>
sealed class ValidationSample
{
    const long CountedRows = 1 << 18;
    readonly Dictionary<string, int[]> _lookUps;

    /// <summary>At most <paramref name="rows"/> rows, and the look-ups of <paramref name="tables"/>.</summary>
    public ValidationSample(IBatchSource split, int rows, params IReadOnlyList<EmbeddingTables> tables)
    {
        var firsts = tables.SelectMany(set => set.Tables).DistinctBy(table => table.Field).ToHashSet();
        _lookUps = firsts.ToDictionary(table => table.Field, table => new int[table.Rows]);
        Rows = Read(
            split, (int)Math.Min(rows, split.Rows), [.. tables.Where(set => set.Tables.Any(firsts.Contains))], firsts);
    }

    /// <summary>The sampled rows.</summary>
    public Batch Rows { get; }

    /// <summary>Look-ups by row of a field that owns a table, those of fields that share it included.</summary>
    public IReadOnlyList<int> LookUps(string field) => _lookUps[field];

    /// <summary>Counts once for each field, by the first set of tables that has it.</summary>
    Batch Read(IBatchSource split, int count, List<EmbeddingTables> sets, HashSet<EmbeddingTable> firsts)
    {
        var (taken, start, stride) = (0, 0L, (split.Rows + CountedRows - 1) / CountedRows);
        Batch? sample = null;
        foreach (var batch in split.Sequential())
        {
            sample ??= new Batch(batch.Layout, count) { Rows = count };
            for (; taken < count && taken * split.Rows / count < start + batch.Rows; taken++)
            {
                sample.CopyRow(batch, (int)(taken * split.Rows / count - start), taken);
            }

            foreach (var set in sets)
            {
                Count(batch, (int)((stride - start % stride) % stride), (int)stride, set, firsts);
            }

            start += batch.Rows;
        }

        return sample ?? throw new InputException("the validation split holds no rows");
    }

    void Count(Batch batch, int first, int stride, EmbeddingTables tables, HashSet<EmbeddingTable> firsts)
    {
        var counts = tables.IdColumns
            .Select(column => firsts.Contains(column.Table) ? _lookUps[column.Table.Field] : null).ToArray();
        var all = tables.Ids(batch);
        for (var row = first; row < batch.Rows; row += stride)
        {
            for (var column = 0; column < counts.Length; column++)
            {
                if (counts[column] is { } ofField)
                {
                    foreach (var id in all.Of(column, row))
                    {
                        ofField[id]++;
                    }
                }
            }
        }
    }
}
