using RankElastor.Data.Encoders;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>A file encoded into a temporary store, which disappears when this is disposed.</summary>
sealed class EncodedFile : IDisposable
{
    const int BatchRows = 4096;
    readonly string _folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;
    readonly ColumnStore _store;

    /// <summary>Encodes the rows as the training data was; unlabelled ones get label 0.</summary>
    public EncodedFile(FittedEncoders encoders, string path, bool labelled, Workers workers)
    {
        try
        {
            _store = DatasetPreparation.EncodeFile(
                encoders, encoders.Options, path, Path.Combine(_folder, "store"), labelled, workers);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }

        Batches = BatchesOf(BatchRows);
    }

    public IBatchSource Batches { get; }

    /// <summary>Missing and unknown values by field.</summary>
    public IReadOnlyList<FieldShares> Shares => _store.Shares ?? [];

    public IBatchSource BatchesOf(int rows) => new StoreBatches(_store, rows, 0, shuffle: false);

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
