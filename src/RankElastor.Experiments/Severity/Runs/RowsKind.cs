using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>
/// A kind of generated rows. Limits of rules may be set on the first only; the others are there to count false alarms.
/// </summary>
/// <param name="Name">Short and stable.</param>
/// <param name="What">What is particular about them.</param>
/// <param name="Rows">The rows of a seed.</param>
sealed record RowsKind(string Name, string What, Func<int, TrialRows> Rows)
{
    const int TinyRows = 2_000, TinyEpochs = 40, TinyEvaluationSteps = 25;

    /// <summary>Twelve fields, as many as there are for two interactions and six idle ones.</summary>
    static readonly int[] _twelve = [16, 18, 20, 24, 28, 32, 16, 18, 20, 24, 28, 32];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<RowsKind> All { get; } =
    [
        new(RowsByName.Generated, "pairs of six fields, as for planted collapse", seed => new CollapseData(seed).Rows),
        new("additive", "linear effects only", seed => Of(
            seed, CollapseData.Options(seed) with { LinearScale = 1.5, PairScale = 0 })),
        new("sparse", "two interactions of three fields among twelve fields, no pairs", seed => Of(
            seed, CollapseData.Options(seed) with
            {
                Cardinalities = _twelve, PairScale = 0, HighOrder = [new([0, 2, 4], 2, 1.5), new([1, 3, 5], 2, 1.5)],
            })),
        new("drift", "the law turns into another while training goes on, in the order of time", Drifting),
        new("heavy-tails", "ten fields of up to 5,000 values by a steep law, two numeric ones cubed", HeavyTailed),
        new("tiny", "2,000 rows, 40 passes", seed => Of(
            seed, CollapseData.Options(seed, trainRows: TinyRows), TinyEpochs, TinyEvaluationSteps)),
    ];

    /// <summary>The kind of a name.</summary>
    public static RowsKind Find(string name) => All.Single(kind => kind.Name == name);

    static TrialRows Of(
        int seed, PlantedOptions law, int epochs = 1, int evaluationSteps = CollapseData.EvaluationSteps)
    {
        var data = PlantedDataset.Generate(law);
        return new TrialRows(
            data.Schema, Split(MemorySplit.Read(data, PlantedSplit.Train), seed),
            Split(MemorySplit.Read(data, PlantedSplit.Valid), seed), epochs, evaluationSteps);
    }

    /// <summary>Row i of n is of the second law with a chance of i / n; validation rows all are.</summary>
    static TrialRows Drifting(int seed)
    {
        var first = PlantedDataset.Generate(CollapseData.Options(seed));
        var second = PlantedDataset.Generate(CollapseData.Options(seed) with { Seed = (ulong)seed + 1_000_000 });
        var (rows, later) = (MemorySplit.Read(first, PlantedSplit.Train), MemorySplit.Read(second, PlantedSplit.Train));
        var random = new SeededRandom((ulong)seed).Fork("drift");
        for (var row = 0; row < rows.Rows; row++)
        {
            if (random.NextDouble() < (double)row / rows.Rows)
            {
                rows.CopyRow(later, row, row);
            }
        }

        return new TrialRows(
            first.Schema, new MemorySplit(rows, CollapseData.BatchRows, seed, inOrder: true),
            Split(MemorySplit.Read(second, PlantedSplit.Valid), seed), 1, CollapseData.EvaluationSteps);
    }

    static TrialRows HeavyTailed(int seed)
    {
        var data = PlantedDataset.Generate(CollapseData.Options(seed) with
        {
            Cardinalities = [20, 30, 50, 80, 150, 300, 600, 1200, 2500, 5000],
            NumericFields = 2,
            ZipfExponent = 1.5,
            PairDamping = 0.5,
        });
        var (train, valid) =
            (MemorySplit.Read(data, PlantedSplit.Train), MemorySplit.Read(data, PlantedSplit.Valid));
        Cube(train);
        Cube(valid);
        return new TrialRows(data.Schema, Split(train, seed), Split(valid, seed), 1, CollapseData.EvaluationSteps);
    }

    static void Cube(Batch rows)
    {
        foreach (ref var number in rows.Numbers.AsSpan())
        {
            number = number * number * number;
        }
    }

    static MemorySplit Split(Batch rows, int seed) => new(rows, CollapseData.BatchRows, seed);
}
