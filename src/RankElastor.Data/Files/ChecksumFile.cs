using System.Security.Cryptography;
using System.Text;

namespace RankElastor.Data.Files;

/// <summary>
/// The SHA-256 of files in a text beside them, as <c>sha256sum</c> writes and checks it. Files without one are taken as
/// they are: other programs write none.
/// </summary>
public static class ChecksumFile
{
    /// <summary>What the text of a single file is called: <c>FILE.sha256</c>.</summary>
    public static string Of(string file) => file + ".sha256";

    /// <summary>
    /// Writes files of one folder, each whole or not at all, and then their text. A crash in between leaves no text.
    /// Returns the SHA-256 of the text in hexadecimal, which stands for all of the files.
    /// </summary>
    /// <exception cref="InputException">The disk failed or is full.</exception>
    public static string Write(string text, params IEnumerable<(string Path, Action<Stream> Write)> files)
    {
        DurableFile.Delete(text);
        var lines = new StringBuilder();
        foreach (var (path, write) in files)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            DurableFile.Write(path, write, hash);
            lines.Append(Line(path, hash.GetHashAndReset()));
        }

        var bytes = Encoding.UTF8.GetBytes(lines.ToString());
        DurableFile.Write(text, stream => stream.Write(bytes));
        return Hex(SHA256.HashData(bytes));
    }

    /// <summary>Checks a file against <see cref="Of"/> it, where that is there.</summary>
    /// <exception cref="InputException">It is not what was written, or cannot be read.</exception>
    public static void CheckBeside(string file)
    {
        if (File.Exists(Of(file)))
        {
            Check(Of(file), file);
        }
    }

    /// <summary>
    /// Checks files against their text, where there is one; returns the SHA-256 of the text that they should have.
    /// </summary>
    /// <exception cref="InputException">A file is not what was written, or cannot be read.</exception>
    public static string Check(string text, params IEnumerable<string> files)
    {
        var known = File.Exists(text) ? DurableFile.Guarded(text, () => File.ReadAllLines(text), "read") : null;
        var lines = new StringBuilder();
        foreach (var file in files)
        {
            var line = Line(file, DurableFile.Guarded(file, () => HashOf(file), "read"));
            lines.Append(line);
            if (known is not null && !known.Contains(line.TrimEnd('\n')))
            {
                throw InputException.At(file, $"other bytes than those whose SHA-256 is in {text}",
                    "the file as it was written; if it was changed on purpose, delete the checksum file");
            }
        }

        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>The SHA-256 of a file, as <c>sha256sum</c> prints it.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Sha256(string file) => Hex(DurableFile.Guarded(file, () => HashOf(file), "read"));

    static byte[] HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return SHA256.HashData(stream);
    }

    static string Line(string path, byte[] hash) => $"{Hex(hash)}  {Path.GetFileName(path)}\n";

    static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
