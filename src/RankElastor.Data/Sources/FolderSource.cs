using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Sources;

/// <summary>
/// Several files, read one after another; line numbers count within each file. Each must have the columns that are
/// used, in any order.
/// </summary>
sealed class FolderSource : RowSource
{
    readonly IReadOnlyList<string> _files;
    readonly Func<string, RowSource> _open;

    public FolderSource(string name, IReadOnlyList<string> files, Func<string, RowSource> open)
    {
        Name = name;
        _files = files;
        _open = open;
        using var first = open(files[0]);
        Columns = [.. first.Columns];
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns { get; }

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192) =>
        EachFile(source => source.Read(chunkRows), (chunk, file) => chunk.File = file);

    internal override IEnumerable<IReadOnlyList<RowChunk>> ReadWindows(Workers workers) =>
        EachFile(source => source.ReadWindows(workers), (window, file) =>
        {
            foreach (var chunk in window)
            {
                chunk.File = file;
            }
        });

    public override void Dispose() { }

    IEnumerable<T> EachFile<T>(Func<RowSource, IEnumerable<T>> read, Action<T, string> name)
    {
        foreach (var file in _files)
        {
            using var source = _open(file);
            foreach (var column in Used)
            {
                source.Use(Columns[column]);
            }

            foreach (var rows in read(source))
            {
                name(rows, file);
                yield return rows;
            }

            foreach (var remark in source.Remarks)
            {
                Remark(remark);
            }
        }
    }
}
