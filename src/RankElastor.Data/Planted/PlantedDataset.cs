using RankElastor.Data.Files;
using RankElastor.Data.Planted.Zipf;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Planted;

/// <summary>
/// A click log whose law is known. Row i of a split is a pure function of the seed, the split and i, so rows can be
/// made in any order, in parallel, and in any number without being stored. A click is drawn with probability
/// sigmoid(bias + logit).
/// </summary>
public sealed class PlantedDataset
{
    const int BiasRows = 20_000;

    readonly ZipfDistribution[] _laws;
    readonly PlantedLogit _logit;
    readonly SeededRandom[] _streams;
    readonly double _bias;

    PlantedDataset(PlantedOptions options)
    {
        options.Check();
        Options = options;
        var root = new SeededRandom(options.Seed);
        _laws = [.. options.Cardinalities.Select(count => ZipfDistribution.Create(count, options.ZipfExponent))];
        _logit = new PlantedLogit(options, root.Fork("latents"));
        _streams = [root.Fork("train"), root.Fork("valid"), root.Fork("test")];
        _bias = FindBias(root.Fork("bias"));
        Schema = options.Schema;
    }

    /// <summary>The law's parameters.</summary>
    public PlantedOptions Options { get; }

    /// <summary>field_01, field_02, …: categorical fields (id 0 is padding, the last OOV), then numeric ones.</summary>
    public Schema Schema { get; }

    /// <summary>Draws the law; time and memory are those of its latent tables.</summary>
    /// <exception cref="InputException">An option is out of its range.</exception>
    public static PlantedDataset Generate(PlantedOptions options) => new(options);

    /// <summary>Rows of a split.</summary>
    public long Rows(PlantedSplit split) => split switch
    {
        PlantedSplit.Train => Options.TrainRows,
        PlantedSplit.Valid => Options.ValidRows,
        _ => Options.TestRows,
    };

    /// <summary>Makes a row: ids from 0, numbers, label; returns the true click probability. Thread-safe.</summary>
    public double Row(PlantedSplit split, long row, Span<int> ids, Span<float> numbers, out bool clicked) =>
        Row(split, row, ids, numbers, out clicked, out _);

    /// <summary>Makes rows from <paramref name="firstRow"/> on, encoded: ids from 1. Thread-safe.</summary>
    public void Fill(PlantedSplit split, long firstRow, int rows, Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, batch.Capacity);
        var (idColumns, numberColumns) = (batch.Layout.IdColumns, batch.Layout.NumberColumns);
        for (var i = 0; i < rows; i++)
        {
            var ids = batch.Ids.AsSpan(i * idColumns, idColumns);
            Row(split, firstRow + i, ids, batch.Numbers.AsSpan(i * numberColumns, numberColumns), out var clicked);
            foreach (ref var id in ids)
            {
                id++;
            }

            batch.Labels[i] = clicked ? 1 : 0;
        }

        batch.Rows = rows;
    }

    /// <summary>The split in order, in one batch that is reused; the last may be smaller.</summary>
    public IEnumerable<Batch> Batches(PlantedSplit split, int batchRows)
    {
        var batch = new Batch(new BatchLayout(Schema), batchRows);
        for (var first = 0L; first < Rows(split); first += batchRows)
        {
            Fill(split, first, (int)Math.Min(batchRows, Rows(split) - first), batch);
            yield return batch;
        }
    }

    /// <summary>What a perfect model would reach on a split; five numbers per row in memory.</summary>
    public PlantedTruth Truth(PlantedSplit split, Workers? workers = null)
    {
        var rows = checked((int)Rows(split));
        var (labels, full) = (new double[rows], new double[rows]);
        var (linear, pair) = (new double[rows], new double[rows]);
        (workers ?? Workers.Sequential).For(rows, 4096, (start, end) =>
        {
            var (ids, numbers) = (new int[_laws.Length], new float[Options.NumericFields]);
            for (var i = start; i < end; i++)
            {
                full[i] = Row(split, i, ids, numbers, out var clicked, out var parts);
                labels[i] = clicked ? 1 : 0;
                linear[i] = parts.Linear;
                pair[i] = parts.Linear + parts.Pair;
            }
        });
        return new PlantedTruth
        {
            Rows = rows,
            BaseRate = labels.Average(),
            ExpectedBaseRate = full.Average(),
            BayesAuc = SoftRanking.Auc(full, labels),
            ExpectedAuc = SoftRanking.Auc(full, full),
            LinearAuc = SoftRanking.Auc(linear, labels),
            PairAuc = SoftRanking.Auc(pair, labels),
            BayesLogloss = full.Zip(labels, CrossEntropy).Average(),
            ExpectedLogloss = full.Average(p => CrossEntropy(p, p)),
        };
    }

    double Row(PlantedSplit split, long row, Span<int> ids, Span<float> numbers, out bool clicked, out LogitParts parts)
    {
        var random = _streams[(int)split].Fork(row);
        parts = Draw(random, ids, numbers);
        var probability = Sigmoid(_bias + parts.Sum);
        clicked = random.NextDouble() < probability;
        return probability;
    }

    LogitParts Draw(SeededRandom random, Span<int> ids, Span<float> numbers)
    {
        for (var i = 0; i < _laws.Length; i++)
        {
            ids[i] = _laws[i].Draw(random);
        }

        foreach (ref var number in numbers)
        {
            number = (float)random.NextNormal();
        }

        return _logit.Of(ids, numbers);
    }

    /// <summary>The bias at which a sample of rows has the base rate on average, by bisection.</summary>
    double FindBias(SeededRandom random)
    {
        var (ids, numbers) = (new int[_laws.Length], new float[Options.NumericFields]);
        var logits = new double[BiasRows];
        for (var i = 0; i < BiasRows; i++)
        {
            logits[i] = Draw(random.Fork(i), ids, numbers).Sum;
        }

        var (low, high) = (-1000.0, 1000.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            var rate = logits.Average(logit => Sigmoid(middle + logit));
            (low, high) = rate < Options.BaseRate ? (middle, high) : (low, middle);
        }

        return low;
    }

    static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    static double CrossEntropy(double p, double label) => -Times(label, p) - Times(1 - label, 1 - p);

    static double Times(double weight, double p) => weight == 0 ? 0 : weight * Math.Log(p);
}
