using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Data.Planted;

public sealed class PlantedDatasetTests
{
    static readonly PlantedOptions _small = new()
    {
        Cardinalities = [5, 9, 30, 100],
        NumericFields = 2,
        HighOrder = [new([0, 1, 2], 2, 0.8), new([1, 3, 5], 1, 0.5)],
        TrainRows = 3000,
        ValidRows = 500,
        TestRows = 20_000,
        Seed = 5,
    };

    readonly PlantedDataset _dataset = PlantedDataset.Generate(_small);

    static List<string> Rows(PlantedDataset dataset, PlantedSplit split, int batchRows)
    {
        var rows = new List<string>();
        foreach (var batch in dataset.Batches(split, batchRows))
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                var ids = string.Join(",", batch.Ids.Skip(row * 4).Take(4));
                var numbers = string.Join(",", batch.Numbers.Skip(row * 2).Take(2));
                rows.Add($"{batch.Labels[row]}:{ids}:{numbers}");
            }
        }

        return rows;
    }

    [Fact]
    public void Batches_SameSeed_SameRows_WhateverTheBatchSize()
    {
        var rows = Rows(_dataset, PlantedSplit.Train, 256);
        Assert.Equal(3000, rows.Count);
        Assert.Equal(rows, Rows(PlantedDataset.Generate(_small), PlantedSplit.Train, 999));
        Assert.NotEqual(rows, Rows(PlantedDataset.Generate(_small with { Seed = 6 }), PlantedSplit.Train, 256));
        Assert.NotEqual(rows.Take(500), Rows(_dataset, PlantedSplit.Valid, 500));
    }

    [Fact]
    public void Row_RandomAccess_EqualsSequential()
    {
        var batch = new Batch(new BatchLayout(_dataset.Schema), 3000);
        _dataset.Fill(PlantedSplit.Train, 0, 3000, batch);
        var (ids, numbers) = (new int[4], new float[2]);
        foreach (var row in (ReadOnlySpan<int>)[2999, 0, 1234, 17])
        {
            _dataset.Row(PlantedSplit.Train, row, ids, numbers, out var clicked);
            Assert.Equal(batch.Ids.Skip(4 * row).Take(4), ids.Select(id => id + 1));
            Assert.Equal(batch.Numbers.Skip(2 * row).Take(2), numbers);
            Assert.Equal(batch.Labels[row] > 0, clicked);
        }
    }

    [Fact]
    public void Schema_DescribesTheBatches()
    {
        Assert.Equal(
            ["field_01", "field_02", "field_03", "field_04", "field_05", "field_06"],
            _dataset.Schema.Fields.Select(field => field.Name));
        Assert.Equal([7, 11, 32, 102, 0, 0], _dataset.Schema.Fields.Select(field => field.VocabularySize));
        Assert.Equal(FieldKind.Numeric, _dataset.Schema.Fields[5].Kind);
        foreach (var batch in _dataset.Batches(PlantedSplit.Train, 500))
        {
            Assert.All(
                Enumerable.Range(0, batch.Rows * 4), i => Assert.InRange(batch.Ids[i], 1, _small.Cardinalities[i % 4]));
        }
    }

    [Fact]
    public void Row_Probabilities_AreCalibrated()
    {
        var (ids, numbers) = (new int[4], new float[2]);
        var (sum, variance, clicks) = (new double[10], new double[10], new double[10]);
        for (var row = 0; row < 20_000; row++)
        {
            var p = _dataset.Row(PlantedSplit.Test, row, ids, numbers, out var clicked);
            var bin = (int)Math.Min(9, p * 10);
            sum[bin] += p;
            variance[bin] += p * (1 - p);
            clicks[bin] += clicked ? 1 : 0;
        }

        Assert.All(
            Enumerable.Range(0, 10),
            bin => Assert.InRange(Math.Abs(clicks[bin] - sum[bin]), 0, 4.5 * Math.Sqrt(variance[bin])));
    }

    [Fact]
    public void Logit_Parts_HaveTheStatedScales_AndAreUncorrelated()
    {
        var options = _small with { NumericFields = 0, HighOrder = [new([0, 1, 2], 2, 0.8)] };
        var logit = new PlantedLogit(options, new(3));
        var laws = options.Cardinalities.Select(count =>
            RankElastor.Data.Planted.Zipf.ZipfDistribution.Probabilities(count, options.ZipfExponent)).ToArray();
        var moments = new double[8];
        for (var index = 0; index < 5 * 9 * 30 * 100; index++) // the whole law, not a sample
        {
            int[] ids = [index % 5, index / 5 % 9, index / 45 % 30, index / 1350];
            var p = ids.Select((id, i) => laws[i][id]).Aggregate((a, b) => a * b);
            var (a, b, c) = logit.Of(ids, []);
            double[] values = [1, a, b, c, a * a, b * b, c * c, a * b + a * c + b * c];
            for (var i = 0; i < 8; i++)
            {
                moments[i] += p * values[i];
            }
        }

        double[] expected =
            [1, 0, 0, 0, options.LinearScale * options.LinearScale, options.PairScale * options.PairScale, 0.64, 0];
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(expected[i], moments[i], 1e-9));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    public void Generate_OptionsOutOfRange_IsAnError(int cardinality, int rank) =>
        Assert.Throws<InputException>(() =>
            PlantedDataset.Generate(new PlantedOptions { Cardinalities = [cardinality, 5, 5, 5, 5, 5], Rank = rank }));

    [Fact]
    public void Generate_InteractionBeyondTheFields_IsAnError() =>
        Assert.Throws<InputException>(() =>
            PlantedDataset.Generate(_small with { HighOrder = [new([0, 1, 6], 1, 1)] }));
}
