using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>A file encoded into a temporary store, which disappears when this is disposed.</summary>
sealed class EncodedFile : IDisposable
{
    const int BatchRows = 4096;
    readonly WorkFolder _folder = WorkFolder.Temporary();
    readonly ColumnStore _store;

    /// <summary>Encodes the rows as the training data was; unlabelled ones get label 0.</summary>
    public EncodedFile(FittedEncoders encoders, string path, bool labelled, Workers workers)
    {
        try
        {
            _store = DatasetPreparation.EncodeFile(
                encoders, encoders.Options, path, Path.Combine(_folder.Path, "store"), labelled, workers);
        }
        catch
        {
            _folder.Dispose();
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
        _folder.Dispose();
    }
}
