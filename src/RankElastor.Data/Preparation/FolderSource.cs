using RankElastor.Data.Sources;

namespace RankElastor.Data.Preparation;

/// <summary>Several files with the same columns, read one after another; line numbers count within each file.</summary>
sealed class FolderSource : RowSource
{
    readonly IReadOnlyList<string> _files;
    readonly Func<string, RowSource> _open;

    public FolderSource(string name, IReadOnlyList<string> files, Func<string, RowSource> open)
    {
        (Name, _files, _open) = (name, files, open);
        using var first = open(files[0]);
        Columns = [.. first.Columns];
    }

    public override string Name { get; }

    public override IReadOnlyList<string> Columns { get; }

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        foreach (var file in _files)
        {
            using var source = _open(file);
            if (!source.Columns.SequenceEqual(Columns))
            {
                throw InputException.At(file, $"columns {string.Join(", ", source.Columns)}", $"those of {_files[0]}: {string.Join(", ", Columns)}");
            }

            foreach (var chunk in source.Read(chunkRows))
            {
                yield return chunk;
            }
        }
    }

    public override void Dispose() { }
}
