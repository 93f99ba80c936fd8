using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Training.Checkpoints;

/// <summary>
/// A checkpoint file: 8 bytes "RKELCKP1", the length of a JSON header as little-endian int64, the header (state; name
/// and bytes of each array), the arrays, and the SHA-256 of all before.
/// </summary>
static class CheckpointFile
{
    const int Chunk = 1 << 24;
    const string Cure = "allowed: a whole one; delete it to train from the start";

    static ReadOnlySpan<byte> Magic => "RKELCKP1"u8;

    public static void Write(Stream stream, TrainingState state, IReadOnlyList<StoredArray> arrays)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IReadOnlyList<Entry> entries = [.. arrays.Select(array => new Entry(array.Name, array.Bytes))];
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(state, entries), RunLog.Json);
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Put(Magic);
        Put(length);
        Put(header);
        foreach (var array in arrays)
        {
            for (var at = 0L; at < array.Bytes; at += Chunk)
            {
                Put(array.Part(at, (int)Math.Min(Chunk, array.Bytes - at)));
            }
        }

        stream.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Fills the arrays from a file and returns its state.</summary>
    /// <exception cref="InputException">Damaged, or other arrays; these may then be partly filled.</exception>
    public static TrainingState Read(string path, Stream stream, IReadOnlyList<StoredArray> arrays)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var header = ReadHeader(path, stream, hash);
            CheckArrays(path, header, arrays);
            foreach (var array in arrays)
            {
                for (var at = 0L; at < array.Bytes; at += Chunk)
                {
                    Take(stream, hash, array.Part(at, (int)Math.Min(Chunk, array.Bytes - at)));
                }
            }

            var stored = new byte[SHA256.HashSizeInBytes];
            stream.ReadExactly(stored);
            return hash.GetHashAndReset().AsSpan().SequenceEqual(stored)
                ? header.State
                : throw Damaged(path, "the checksum differs");
        }
        catch (EndOfStreamException)
        {
            throw Damaged(path, "the file is cut off");
        }
    }

    static Header ReadHeader(string path, Stream stream, IncrementalHash hash)
    {
        var start = new byte[Magic.Length + sizeof(long)];
        Take(stream, hash, start);
        var length = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(Magic.Length));
        if (!start.AsSpan(0, Magic.Length).SequenceEqual(Magic) || length <= 0 || length > stream.Length)
        {
            throw Damaged(path, "it does not begin as a checkpoint");
        }

        var text = new byte[length];
        Take(stream, hash, text);
        return Decoding.Of(
            path, "a checkpoint",
            () => JsonSerializer.Deserialize<Header>(text, RunLog.Json) ?? throw new JsonException("null"), Cure);
    }

    static void CheckArrays(string path, Header header, IReadOnlyList<StoredArray> arrays)
    {
        var found = header.Arrays.Select(entry => $"{entry.Name} ({entry.Bytes} bytes)").Append("fewer arrays");
        var wanted = arrays.Select(array => $"{array.Name} ({array.Bytes} bytes)").Append("no more arrays");
        var pair = found.Zip(wanted).First(pair => pair.First != pair.Second);
        if (pair is not ("fewer arrays", "no more arrays"))
        {
            throw InputException.At(path, pair.First, pair.Second);
        }
    }

    static void Take(Stream stream, IncrementalHash hash, Span<byte> bytes)
    {
        stream.ReadExactly(bytes);
        hash.AppendData(bytes);
    }

    static InputException Damaged(string path, string how) =>
        new($"{path}: not a checkpoint ({how}); {Cure}");

    sealed record Header(TrainingState State, IReadOnlyList<Entry> Arrays);

    sealed record Entry(string Name, long Bytes);
}
