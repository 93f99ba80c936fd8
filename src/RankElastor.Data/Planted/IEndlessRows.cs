using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Planted;

/// <summary>Rows without end for benchmarks; row i is a pure function of the seed and i.</summary>
public interface IEndlessRows
{
    /// <summary>The fields.</summary>
    Schema Schema { get; }

    /// <summary>Makes rows from <paramref name="firstRow"/> on. Thread-safe.</summary>
    void Fill(long firstRow, int rows, Batch batch);
}
