using RankElastor.Data.Datasets;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Lab;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>frappe_x1 in memory: all training rows, twice, and 20,000 evenly spaced validation rows.</summary>
sealed class FrappeRows
{
    /// <summary>Its name, and that of its folder.</summary>
    public const string Name = "frappe_x1";

    /// <summary>A field of many values.</summary>
    public const string LargeTable = "item";

    const int Epochs = 2, EvaluationSteps = 126;
    static readonly string[] _fields =
        ["user", "item", "daytime", "weekday", "isweekend", "homework", "cost", "weather", "country", "city"];

    readonly Schema _schema;
    readonly Batch _train, _valid;

    /// <summary>Prepares and reads the files.</summary>
    public FrappeRows(LabRequest request)
    {
        using var data = DatasetPreparation.Prepare(
            Options, request.DataRoot, request.Cache, null, request.Machine.Workers, CancellationToken.None);
        _schema = data.Schema;
        (_train, _valid) = (Read(data.Train), Read(data.Valid, CollapseData.ValidRows));
    }

    static DatasetOptions Options => new()
    {
        DatasetId = Name,
        Format = DataFormat.All.Parse("format", "csv"),
        Sources = new Dictionary<Split, string?>
        {
            [Split.Train] = $"{Name}/train.csv",
            [Split.Valid] = $"{Name}/valid.csv",
            [Split.Test] = null,
        },
        Fields = [.. _fields.Select(FieldOptions.Categorical)],
        DeclaredColumns = ["label", .. _fields],
        Label = "label",
    };

    /// <summary>Whether a folder has the files.</summary>
    public static bool IsIn(string? folder) =>
        folder is not null && File.Exists(Path.Combine(folder, Name, "train.csv"));

    /// <summary>In the order of a seed.</summary>
    public TrialRows Of(int seed) => new(
        _schema, new MemorySplit(_train, CollapseData.BatchRows, seed),
        new MemorySplit(_valid, CollapseData.BatchRows, seed), Epochs, EvaluationSteps);

    static Batch Read(ColumnStore store, int most = int.MaxValue)
    {
        var batches = new StoreBatches(store, CollapseData.BatchRows, 0, shuffle: false);
        return MemorySplit.Read(batches, store.Layout, most);
    }
}
