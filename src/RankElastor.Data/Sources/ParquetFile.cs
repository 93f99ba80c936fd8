using Parquet;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// An open Parquet file. What its headers claim is checked before the decoder believes it, and whatever the decoder
/// makes of damaged bytes becomes one line with file and column.
/// </summary>
sealed class ParquetFile : IDisposable
{
    const string What = "a valid Parquet file";
    readonly string _path;
    readonly StrictStream _stream;
    readonly TimeSpan _limit;

    /// <exception cref="InputException">The file is missing or not Parquet.</exception>
    internal ParquetFile(string path)
    {
        _path = path;
        if (!File.Exists(path))
        {
            throw InputException.At(path, "no file", "a readable Parquet file");
        }

        _stream = new StrictStream(Open(path));
        _limit = TimeSpan.FromSeconds(5 + (_stream.Length >> 20));
        try
        {
            Reader = Decoding.Of(path, What, () =>
            {
                ParquetHeaders.CheckFooter(_stream);
                return ParquetReader.CreateAsync(_stream).GetAwaiter().GetResult();
            }, limit: _limit);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    internal ParquetReader Reader { get; }

    /// <summary>Decodes one column of a row group.</summary>
    /// <exception cref="InputException">Its bytes are damaged, or its values have no text.</exception>
    internal ParquetColumn Decode(ParquetRowGroupReader group, ParquetLeaf leaf) =>
        Decoding.Of($"{_path}: {leaf.Data.Path}", What, () =>
        {
            ParquetHeaders.CheckChunk(_stream, group.RowCount, group.GetMetadata(leaf.Data), leaf);
            return ParquetColumn.Decode(group, leaf);
        }, limit: _limit) ?? throw InputException.At(
            $"{_path}: {leaf.Data.Path}", $"values of type {leaf.Data.ClrType.Name}", "numbers, text, times");

    public void Dispose()
    {
        Reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
