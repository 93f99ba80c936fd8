using RankElastor.Data.Planted;
using RankElastor.Data.Schemas;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>
/// Six fields of at least twice as many identifiers as an embedding has numbers, so that no table is narrow by its
/// shape; clicks depend on pairs of fields, of rank 3 each. With <c>twoValues</c> the field <see cref="TwoValued"/> has
/// two.
/// </summary>
sealed class CollapseData
{
    /// <summary>Rows of a step.</summary>
    public const int BatchRows = 400;

    /// <summary>The field that may have two values only.</summary>
    public const string TwoValued = "field_04";

    /// <summary>Rows of the training split.</summary>
    public const int TrainRows = 192_000;

    /// <summary>Rows of the validation split.</summary>
    public const int ValidRows = 20_000;

    const int TwoValuedIndex = 3;
    static readonly int[] _cardinalities = [16, 18, 20, 24, 28, 32];

    /// <summary>Draws the law and every row.</summary>
    public CollapseData(int seed, bool twoValues = false, int trainRows = TrainRows)
    {
        var data = PlantedDataset.Generate(Options(seed, twoValues, trainRows));
        (Schema, Train, Valid) = (data.Schema, Split(data, PlantedSplit.Train, seed),
            Split(data, PlantedSplit.Valid, seed));
        Rows = new TrialRows(Schema, Train, Valid, TrainRows / trainRows, EvaluationSteps);
    }

    /// <summary>Steps between evaluations.</summary>
    public const int EvaluationSteps = 60;

    /// <summary>Everything that a run reads; fewer rows are passed over more often.</summary>
    public TrialRows Rows { get; }

    /// <summary>The law of a seed's rows.</summary>
    public static PlantedOptions Options(int seed, bool twoValues = false, int trainRows = TrainRows) => new()
    {
        Name = "planted-collapse",
        Cardinalities = [.. _cardinalities.Select((count, i) => twoValues && i == TwoValuedIndex ? 2 : count)],
        ZipfExponent = 0.7,
        Rank = 3,
        LinearScale = 0.5,
        PairScale = 2.5,
        PairDamping = 0,
        HighOrder = [],
        TrainRows = trainRows,
        ValidRows = ValidRows,
        TestRows = 1,
        Seed = (ulong)seed,
    };

    /// <summary>The fields.</summary>
    public Schema Schema { get; }

    /// <summary>Rows to train on.</summary>
    public MemorySplit Train { get; }

    /// <summary>Rows to evaluate and probe.</summary>
    public MemorySplit Valid { get; }

    static MemorySplit Split(PlantedDataset data, PlantedSplit split, int seed) =>
        new(MemorySplit.Read(data, split), BatchRows, seed);
}
