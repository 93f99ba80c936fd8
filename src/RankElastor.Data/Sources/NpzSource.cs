using System.IO.Compression;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// NumPy's <c>.npz</c>: an archive with an array per column, all with a row per row of the data, packed or not. A row
/// of an array [N, W] is a list. The arrays that are used are read side by side, in bounded memory.
/// </summary>
sealed class NpzSource : RowSource
{
    const string What = "an archive of NumPy arrays (.npz)";
    const string Suffix = ".npy";

    /// <summary>Opens the archive and reads its names.</summary>
    /// <exception cref="InputException">The file is missing or no archive.</exception>
    public NpzSource(string path)
    {
        Name = path;
        using var archive = Open();
        Columns = [.. archive.Entries.Select(entry => entry.FullName)
            .Select(name => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name)];
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns { get; }

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var archive = Open();
        var arrays = new List<NpyArray>();
        try
        {
            foreach (var column in Used)
            {
                arrays.Add(Decoded(column, () => new NpyArray(Place(column), archive.Entries[column].Open())));
                if (arrays[^1].Rows != arrays[0].Rows)
                {
                    throw InputException.At(
                        Place(column), $"{arrays[^1].Rows} rows",
                        $"as many as '{Columns[Used[0]]}' has, {arrays[0].Rows}");
                }
            }

            var (builder, number) = (new ChunkBuilder(arrays.Count), 0L);
            for (var left = arrays.Count > 0 ? arrays[0].Rows : 0; left > 0; left -= builder.Chunk.Rows)
            {
                builder.Clear();
                var rows = (int)Math.Min(left, chunkRows);
                for (var index = 0; index < arrays.Count; index++)
                {
                    var array = arrays[index];
                    Decoded(Used[index], () => { array.Load(rows); return 0; });
                }

                for (var row = 0; row < rows; row++)
                {
                    arrays.ForEach(array => array.AddNext(builder));
                    builder.EndRow(++number);
                }

                yield return builder.Chunk;
            }
        }
        finally
        {
            arrays.ForEach(array => array.Dispose());
        }
    }

    public override void Dispose() { }

    string Place(int column) => $"{Name}: {Columns[column]}";

    /// <summary>The same, with what a damaged archive throws as one line.</summary>
    T Decoded<T>(int column, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or OverflowException)
        {
            throw new InputException(
                $"{Place(column)}: not {What} ({error.Message.ReplaceLineEndings(" ")}); "
                + "allowed: a whole, undamaged file", error);
        }
    }

    ZipArchive Open() => File.Exists(Name)
        ? Decoding.Of(Name, What, () => ZipFile.OpenRead(Name) is var archive && archive.Entries.Count >= 0
            ? archive : throw new InvalidDataException())
        : throw InputException.At(Name, "no file", "a readable .npz file");
}
