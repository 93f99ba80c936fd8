using Parquet;
using Parquet.Schema;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// An open Parquet file. What its headers claim is checked before the decoder believes it, and whatever the decoder
/// makes of damaged bytes becomes one line with file and column.
/// </summary>
sealed class ParquetFile : IDisposable
{
    const string What = "a valid Parquet file";
    static readonly Type[] _bounded = [typeof(decimal), typeof(DateTime), typeof(DateOnly), typeof(TimeSpan)];
    readonly string _path;
    readonly StrictStream _stream;
    readonly TimeSpan _limit;
    readonly ParquetReader _reader;

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
            (_reader, Fields) = Decoding.Of(path, What, () =>
            {
                ParquetHeaders.CheckFooter(_stream);
                var reader = ParquetReader.CreateAsync(_stream).GetAwaiter().GetResult();
                return (reader, reader.Schema.Fields);
            }, limit: _limit);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The columns.</summary>
    internal IReadOnlyList<Field> Fields { get; }

    /// <summary>How many row groups there are.</summary>
    internal int Groups => _reader.RowGroupCount;

    /// <summary>Opens a row group.</summary>
    internal ParquetRowGroupReader Open(int group) =>
        Decoding.Of($"{_path}: row group {group}", What, () => _reader.OpenRowGroupReader(group), limit: _limit);

    /// <summary>Decodes one column of a row group.</summary>
    /// <exception cref="InputException">Its bytes are damaged, or its values have no text.</exception>
    internal ParquetColumn Decode(ParquetRowGroupReader group, ParquetLeaf leaf) =>
        Decoding.Of($"{_path}: {leaf.Data.Path}", What, () =>
        {
            ParquetHeaders.CheckChunk(_stream, group.RowCount, group.GetMetadata(leaf.Data), leaf);
            return Read(group, leaf);
        }, limit: _limit) ?? throw InputException.At(
            $"{_path}: {leaf.Data.Path}", $"values of type {leaf.Data.ClrType.Name}", "numbers, text, times");

    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    ParquetColumn? Read(ParquetRowGroupReader group, ParquetLeaf leaf)
    {
        try
        {
            return ParquetColumn.Decode(group, leaf);
        }
        catch (Exception error) when (error is OverflowException or ArgumentOutOfRangeException
            && _bounded.Contains(leaf.Data.ClrType))
        {
            throw new InputException(
                $"{_path}: {leaf.Data.Path}: found values beyond the range of {leaf.Data.ClrType.Name}; "
                + "allowed: decimals of 28 digits, times of the years 1 to 9999; or store them as text", error);
        }
        catch (NotSupportedException error) when (_bounded.Contains(leaf.Data.ClrType))
        {
            throw new InputException(
                $"{_path}: {leaf.Data.Path}: found values of type {leaf.Data.ClrType.Name} in pages of an encoding "
                + "that is read for whole numbers only (DELTA_BINARY_PACKED); allowed: plain or dictionary pages; or "
                + "store the column as doubles or text", error);
        }
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
