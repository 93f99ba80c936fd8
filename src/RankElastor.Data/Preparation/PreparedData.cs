using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;

namespace RankElastor.Data.Preparation;

/// <summary>An encoded data set, open for reading.</summary>
public sealed class PreparedData : IDisposable
{
    readonly Dictionary<Split, ColumnStore> _stores;

    internal PreparedData(string folder, string hash, FittedEncoders encoders, Dictionary<Split, ColumnStore> stores,
        bool reused, IReadOnlyList<string> warnings)
    {
        Folder = folder;
        Hash = hash;
        Encoders = encoders;
        _stores = stores;
        Reused = reused;
        Warnings = warnings;
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

    /// <summary>True when an earlier preparation was found and verified.</summary>
    public bool Reused { get; }

    /// <summary>Remarks that the user should see once.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>One line about the data that every result should carry, or null.</summary>
    public string? DataLabel => Encoders.Options.DataLabel;

    /// <summary>Closes all splits.</summary>
    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Dispose();
        }
    }
}
