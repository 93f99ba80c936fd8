using System.Buffers;
using System.IO.Hashing;
using RankElastor.Data.Files;

namespace RankElastor.Data.Preparation;

/// <summary>The contents of files as XXH3 hashes of 128 bits; each file is read once.</summary>
sealed class FileHashes
{
    readonly Dictionary<string, string> _known = [];

    /// <summary>The hash in hexadecimal.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public string Of(string file) =>
        _known.TryGetValue(file, out var known) ? known : _known[file] = Opened(file, Hash);

    /// <summary>Whether two files have one content; files of different lengths are not read.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public bool AreEqual(string file, string other) => file == other
        || (Opened(file, stream => stream.Length) == Opened(other, stream => stream.Length) && Of(file) == Of(other));

    static string Hash(FileStream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var hash = new XxHash128();
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.Append(buffer.AsSpan(0, read));
            }

            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static T Opened<T>(string file, Func<FileStream, T> read)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return read(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: cannot read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
