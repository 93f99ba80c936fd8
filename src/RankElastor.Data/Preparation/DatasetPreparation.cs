using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>
/// From raw files to column stores: fits the encoders on train, encodes every split, keeps the result in
/// <c>&lt;cache&gt;/&lt;dataset_id&gt;-&lt;hash8&gt;</c> and reuses it while options and source contents stay the same.
/// Sources are read in bounded memory; the data root is never written to.
/// </summary>
public static class DatasetPreparation
{
    /// <summary>
    /// Prepares a data set. <paramref name="dataRoot"/> replaces the configuration's data_root unless it is null. The
    /// bytes written do not depend on the <paramref name="workers"/>; without them the caller's thread does all. Of
    /// several processes that prepare the same data one does it; the others wait and reuse it. Once
    /// <paramref name="stop"/> is set, it leaves nothing behind and ends in an
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <exception cref="InputException">
    /// Sources or configuration are wrong, or the cache is damaged: one line.
    /// </exception>
    public static PreparedData Prepare(
        DatasetOptions options, string? dataRoot, string cacheRoot, IProgress<string>? progress = null,
        Workers? workers = null, CancellationToken stop = default)
    {
        workers ??= Workers.Sequential;
        using var spool = new Spool();
        var root = dataRoot ?? options.DataRoot;
        var hashes = new FileHashes();
        (options, var selection) = Selection.Of((options with { Once = spool }).Located(root), root, hashes);
        var hash = DataFingerprint.Of(options, root, hashes);
        var folder = Folder(cacheRoot, options, hash);
        if (Found() is { } there)
        {
            return there;
        }

        using var work = WorkFolder.For(
            folder, owner => progress?.Report($"waiting for {folder}, which {owner} prepares"), stop);
        if (Found() is { } meanwhile)
        {
            return meanwhile;
        }

        Build(options, root, hash, work.Path, progress, workers.Until(stop));
        DurableFile.Guarded(folder, () =>
        {
            DurableFile.DeleteFolder(folder); // of rows that a query gave earlier
            Disk.RenameFolder(work.Path, folder);
        });
        return Open(options, selection, folder, hash, reused: false, workers);

        PreparedData? Found()
        {
            if (!Directory.Exists(folder) || !options.Format.IsRepeatable)
            {
                return null;
            }

            WorkFolder.RemoveLeftovers(cacheRoot); // a lock, of one that was killed as it had just finished
            progress?.Report($"reusing {folder}");
            return Open(options, selection, folder, hash, reused: true, workers);
        }
    }

    /// <summary>
    /// Opens what <see cref="Prepare"/> made of a data set for a run: by its <paramref name="hash"/> from the cache,
    /// without its sources; where that has it no more, it is prepared anew from sources below <paramref
    /// name="dataRoot"/>.
    /// </summary>
    /// <exception cref="InputException">Sources are missing, or are others than those of the run.</exception>
    public static PreparedData Reopen(
        DatasetOptions options, string hash, string? dataRoot, string cacheRoot, IProgress<string>? progress,
        Workers workers)
    {
        var folder = Folder(cacheRoot, options, hash);
        if (Directory.Exists(folder))
        {
            return Open(options, new Selection(null, OnTest: false), folder, hash, reused: true, workers);
        }

        progress?.Report($"{folder} is no more; preparing the data anew");
        var data = Prepare(options, dataRoot, cacheRoot, progress, workers);
        if (data.Hash == hash)
        {
            return data;
        }

        data.Dispose();
        throw InputException.At(
            options.DatasetId, $"data with the hash {data.Hash}", $"that of the run, {hash}");
    }

    /// <summary>
    /// Encodes a new file with frozen encoders, for predict and evaluate; the store appears at <paramref
    /// name="folder"/>. Unlabelled files get label 0 everywhere.
    /// </summary>
    public static ColumnStore EncodeFile(
        FittedEncoders encoders, DatasetOptions options, string path, string folder, bool labelled, Workers workers)
    {
        WriteStore(encoders, options, path, folder, labelled, workers);
        return ColumnStore.Open(folder, new BatchLayout(encoders.Schema), workers);
    }

    /// <summary>As <see cref="EncodeFile"/>, but only writes the store; returns its rows.</summary>
    public static long WriteStore(
        FittedEncoders encoders, DatasetOptions options, string path, string folder, bool labelled, Workers workers)
    {
        using var spool = new Spool();
        using var source = (options with { DataRootPrefix = "", Once = spool }).Open(
            Directory.GetCurrentDirectory(), path);
        var rows = new SplitRows(Split.Test, path, null, null);
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
        return SplitEncoder.Encode(encoders, source, rows.Read(source, workers), folder, labelled, workers);
    }

    /// <summary>Fits encoders on all rows of a file: the first of the two passes over it.</summary>
    public static FittedEncoders FitFile(DatasetOptions options, string path, Workers workers)
    {
        var rows = new SplitRows(Split.Train, path, null, null);
        var here = Directory.GetCurrentDirectory();
        return Fit((options with { DataRootPrefix = "" }).Located(here), here, rows, null, workers);
    }

    static void Build(
        DatasetOptions options, string root, string hash, string folder, IProgress<string>? progress, Workers workers)
    {
        var plan = SplitPlan.Make(options, path => options.Open(root, path));
        var encoders = Fit(options, root, plan[0], progress, workers);
        var checksum = encoders.Save(folder);
        foreach (var split in plan)
        {
            using var source = options.Open(root, split.Path);
            progress?.Report($"encoding {Name(split.Split)} from {source.Name}");
            var rows = SplitEncoder.Encode(
                encoders, source, split.Read(source, workers), Path.Combine(folder, Name(split.Split)), labelled: true,
                workers, Origin(hash, checksum, split.Split));
            progress?.Report($"encoded {Name(split.Split)}: {rows} rows");
        }
    }

    /// <summary>What binds a split's columns to its data and its vocabularies.</summary>
    static string Origin(string hash, string encoders, Split split) => $"{Name(split)} {hash} {encoders}";

    static FittedEncoders Fit(DatasetOptions options, string root, SplitRows train, IProgress<string>? progress,
        Workers workers)
    {
        using var source = options.Open(root, train.Path);
        return FittedEncoders.Fit(options, source, Announced(train.Read(source, workers)), workers);

        // said once the first rows are there: a file that cannot be read is one line
        IEnumerable<T> Announced<T>(IEnumerable<T> windows)
        {
            var isFirst = true;
            foreach (var window in windows)
            {
                if (isFirst)
                {
                    progress?.Report($"fitting encoders on {source.Name}");
                }

                isFirst = false;
                yield return window;
            }
        }
    }

    static PreparedData Open(
        DatasetOptions options, Selection selection, string folder, string hash, bool reused, Workers workers)
    {
        var stores = new Dictionary<Split, ColumnStore>();
        try
        {
            var encoders = FittedEncoders.Load(folder, options);
            var layout = new BatchLayout(encoders.Schema);
            foreach (var split in Enum.GetValues<Split>().Where(split => split != Split.Test || HasTest(options)))
            {
                stores[split] = ColumnStore.Open(
                    Path.Combine(folder, Name(split)), layout, workers, Origin(hash, encoders.Checksum, split));
            }

            return new PreparedData(folder, hash, encoders, stores, reused, selection,
                [.. options.Warnings, .. encoders.Remarks]);
        }
        catch
        {
            foreach (var store in stores.Values)
            {
                store.Dispose();
            }

            throw;
        }
    }

    static bool HasTest(DatasetOptions options) => options.Sources[Split.Test] is not null || options.TestSize > 0;

    static string Folder(string cacheRoot, DatasetOptions options, string hash) => Path.Combine(
        cacheRoot, $"{FileName.Checked("dataset_id", options.DatasetId)}-{hash[..Math.Min(8, hash.Length)]}");

    static string Name(Split split) => PreparedData.Name(split);
}
