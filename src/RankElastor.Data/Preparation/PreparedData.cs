using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>An encoded data set, open for reading.</summary>
public sealed class PreparedData : IDisposable
{
    readonly Dictionary<Split, ColumnStore> _stores;

    internal PreparedData(string folder, string hash, FittedEncoders encoders, Dictionary<Split, ColumnStore> stores,
        bool reused, Selection selection, IReadOnlyList<string> warnings)
    {
        Folder = folder;
        Hash = hash;
        Encoders = encoders;
        _stores = stores;
        Reused = reused;
        Selection = selection;
        Shares =
        [
            .. stores.Where(store => store.Value.Shares is not null).OrderBy(store => store.Key)
                .Select(store => new SplitShares(Name(store.Key), store.Value.Shares!)),
        ];
        string[] ofSelection = selection.Warning is { } warning ? [warning] : [];
        Warnings = [.. ofSelection, .. warnings, .. ValueShares.Warnings(Shares)];
    }

    /// <summary>Where the encoded data lies.</summary>
    public string Folder { get; }

    /// <summary>SHA-256, hexadecimal, of everything that determines the encoded bytes.</summary>
    public string Hash { get; }

    /// <summary>The frozen encoders, to be kept beside the model.</summary>
    public FittedEncoders Encoders { get; }

    /// <summary>The fields.</summary>
    public Schema Schema => Encoders.Schema;

    /// <summary>Training rows.</summary>
    public ColumnStore Train => _stores[Split.Train];

    /// <summary>Validation rows.</summary>
    public ColumnStore Valid => _stores[Split.Valid];

    /// <summary>Test rows, or null where the configuration has none.</summary>
    public ColumnStore? Test => _stores.GetValueOrDefault(Split.Test);

    /// <summary>Rows of each split that is there.</summary>
    public IReadOnlyDictionary<Split, int> Rows => _stores.ToDictionary(pair => pair.Key, pair => pair.Value.Rows);

    /// <summary>
    /// Missing and unknown values by split and field, counted when the data was encoded; empty where an earlier version
    /// prepared it.
    /// </summary>
    public IReadOnlyList<SplitShares> Shares { get; }

    /// <summary>True when an earlier preparation was found and verified.</summary>
    public bool Reused { get; }

    /// <summary>Where the rows come from that choose among epochs.</summary>
    public Selection Selection { get; }

    /// <summary>
    /// What is known of the rows: the protocol where one is named, missing and unknown values where there are any.
    /// </summary>
    public IEnumerable<string> Lines =>
        Selection.Line is { } line ? ValueShares.Lines(Shares).Prepend(line) : ValueShares.Lines(Shares);

    /// <summary>Remarks that the user should see once.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>One line about the data that every result should carry, or null.</summary>
    public string? DataLabel => Encoders.Options.DataLabel;

    /// <summary>Threads that load rows from now on; those that prepared the data unless something is said.</summary>
    public void ComputeOn(Workers workers)
    {
        foreach (var store in _stores.Values)
        {
            store.Workers = workers;
        }
    }

    /// <summary>A split as files and records call it.</summary>
    internal static string Name(Split split) =>
        split switch { Split.Train => "train", Split.Valid => "valid", _ => "test" };

    /// <summary>Closes all splits.</summary>
    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Dispose();
        }
    }
}
