using RankElastor.Data.Planted.Zipf;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted;

/// <summary>
/// Endless rows shaped like Criteo's display advertising log, for benchmarks: 13 numeric fields (standard normal), 26
/// categorical ones with Zipf identifiers, about a quarter clicks. The label follows a fixed effect of every
/// identifier, so a loss can fall. Row i is a pure function of the seed and i.
/// </summary>
public sealed class CriteoShaped : IEndlessRows
{
    const int NumericFields = 13;
    const double Bias = -1.6;

    /// <summary>Identifiers of C1 … C26 in the Kaggle log, without a threshold.</summary>
    static readonly int[] _kaggle =
    [
        1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593, 3194,
        27, 14992, 5461306, 10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105, 142572,
    ];

    readonly ZipfDistribution[] _laws;
    readonly SeededRandom _rows;

    /// <summary>Rows of the given shape.</summary>
    public CriteoShaped(CriteoShapedOptions options)
    {
        _rows = new SeededRandom(options.Seed);
        var tableRows = TableRows(options);
        _laws = [.. tableRows.Select(rows => ZipfDistribution.Create(rows - 2, options.ZipfExponent))];
        Schema = new Schema("criteo_shaped",
        [
            .. Enumerable.Range(1, NumericFields).Select(i => new Field { Name = $"I{i}", Kind = FieldKind.Numeric }),
            .. tableRows.Select((rows, i) =>
                new Field { Name = $"C{i + 1}", Kind = FieldKind.Categorical, VocabularySize = rows, MaxLength = 1 }),
        ], ["label"]);
    }

    /// <summary>I1 … I13, then C1 … C26.</summary>
    public Schema Schema { get; }

    /// <summary>Makes rows from <paramref name="firstRow"/> on; ids lie in 1 … table rows − 2. Thread-safe.</summary>
    public void Fill(long firstRow, int rows, Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, batch.Capacity);
        for (var i = 0; i < rows; i++)
        {
            var random = _rows.Fork(firstRow + i);
            var logit = Bias;
            for (var j = 0; j < _laws.Length; j++)
            {
                var id = 1 + _laws[j].Draw(random);
                batch.Ids[i * _laws.Length + j] = id;
                logit += Effect(j, id);
            }

            for (var j = 0; j < NumericFields; j++)
            {
                batch.Numbers[i * NumericFields + j] = (float)random.NextNormal();
            }

            batch.Labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }

        batch.Rows = rows;
    }

    /// <summary>Endless batches from row 0 on, in one batch that is reused.</summary>
    public IEnumerable<Batch> Batches(int batchRows)
    {
        var batch = new Batch(new BatchLayout(Schema), batchRows);
        for (var first = 0L; ; first += batchRows)
        {
            Fill(first, batchRows, batch);
            yield return batch;
        }
    }

    /// <summary>Uniform on ±0.4, fixed for each identifier.</summary>
    static double Effect(int member, int id) =>
        0.8 * ((SeededRandom.Mix(((ulong)member << 32) + (ulong)id) >> 11) * (1.0 / (1UL << 53)) - 0.5);

    /// <summary>Splits the table rows over the fields; what rounding leaves goes to the largest.</summary>
    static int[] TableRows(CriteoShapedOptions options)
    {
        var total = options.Uniform ? _kaggle.Length : _kaggle.Sum(count => (double)count);
        var spare = options.TableRows - 10L * _kaggle.Length;
        var rows = _kaggle.Select(count => 10 + (int)(spare * ((options.Uniform ? 1 : count) / total))).ToArray();
        rows[2] += checked((int)(options.TableRows - rows.Sum(count => (long)count)));
        return rows;
    }
}
