using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>A format of files: a split is one file, or the files of a folder in name order.</summary>
abstract class FileFormat : DataFormat
{
    protected abstract RowSource OpenFile(DatasetOptions options, string file);

    internal override RowSource Open(DatasetOptions options, string dataRoot, string path)
    {
        var files = Files(options, dataRoot, path);
        return files.Count == 1
            ? OpenFile(options, files[0])
            : new FolderSource(options.Resolve(dataRoot, path), files, file => OpenFile(options, file));
    }

    internal override IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path)
    {
        var full = options.Resolve(dataRoot, path);
        if (File.Exists(full))
        {
            return [full];
        }

        var places = options.Places(dataRoot, path);
        if (places.Select(place => $"{place}.{Words[0]}").FirstOrDefault(File.Exists) is { } named)
        {
            return [named]; // FuxiCTR names files without their suffix, too
        }

        if (!Directory.Exists(full))
        {
            throw options.Missing(dataRoot, path, "a file below --data-root or the configuration's data_root");
        }

        var files = Directory.GetFiles(full).Where(HasSuffix).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw InputException.At(full, $"no .{Words[0]} file", $"a file, or a folder of .{Words[0]} files");
    }

    bool HasSuffix(string file) => Words.Contains(Path.GetExtension(file).TrimStart('.'));
}
