using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Preparation;

/// <summary>Opens the rows of a split in the format that the data set names.</summary>
static class SourceFactory
{
    /// <summary>Opens a file, a folder of files in name order, a query, or generated rows.</summary>
    /// <exception cref="InputException">Nothing is there.</exception>
    public static RowSource Open(DatasetOptions options, string dataRoot, string path)
    {
        if (options.Format == DataFormat.Sql)
        {
            var database = options.Database is null ? null : Resolve(options, dataRoot, options.Database);
            return new SqlSource(path, database, $"{options.DatasetId}: query");
        }

        if (options.Rows is { } rows)
        {
            return rows[Enum.Parse<Split>(path)].Open($"{options.DatasetId}: {path}");
        }

        if (SplitOf(options, path) is { } split)
        {
            return new PlantedSource(PlantedDataset.Generate(options.Planted!), split);
        }

        var files = Files(options, dataRoot, path);
        return files.Count == 1 ? OpenFile(options, files[0])
            : new FolderSource(Resolve(options, dataRoot, path), files, file => OpenFile(options, file));
    }

    /// <summary>
    /// The files behind a path: itself, or those of a folder with the format's suffix; for a query its database; none
    /// for generated rows.
    /// </summary>
    public static IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path)
    {
        if (options.Format == DataFormat.Sql)
        {
            return options.Database is null ? [] : [Resolve(options, dataRoot, options.Database)];
        }

        if (options.Rows is not null || SplitOf(options, path) is not null)
        {
            return [];
        }

        var full = Resolve(options, dataRoot, path);
        if (File.Exists(full))
        {
            return [full];
        }

        if (!Directory.Exists(full))
        {
            throw InputException.At(full, "no such file or folder",
                "a file below --data-root or the configuration's data_root");
        }

        var suffix = options.Format.ToString().ToLowerInvariant();
        var files = Directory.GetFiles(full).Where(file => HasSuffix(file, suffix)).Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files
            : throw InputException.At(full, $"no .{suffix} file", $"a file, or a folder of .{suffix} files");
    }

    static PlantedSplit? SplitOf(DatasetOptions options, string path) =>
        options.Planted is not null && Enum.TryParse<PlantedSplit>(path, ignoreCase: true, out var split) ? split
            : null;

    static bool HasSuffix(string file, string suffix) =>
        Path.GetExtension(file) is { Length: > 1 } extension
            && (extension[1..] == suffix || (suffix == "libsvm" && extension == ".libfm"));

    static RowSource OpenFile(DatasetOptions options, string file) => options.Format switch
    {
        DataFormat.Parquet => new ParquetSource(file),
        DataFormat.Libsvm => new LibsvmSource(file, [.. options.DeclaredColumns.Skip(1)]),
        _ => new CsvSource(file,
            new CsvOptions(options.Separator, options.HasHeader, options.HasHeader ? null : options.DeclaredColumns)),
    };

    /// <summary>A path below the data root; FuxiCTR's prefix data_root is dropped first.</summary>
    static string Resolve(DatasetOptions options, string dataRoot, string path)
    {
        var relative = options.DataRootPrefix.Length > 0
            && path.StartsWith(options.DataRootPrefix, StringComparison.Ordinal)
            ? path[options.DataRootPrefix.Length..].TrimStart('/')
            : path;
        return Path.GetFullPath(Path.Combine(dataRoot, relative));
    }
}
