using System.Diagnostics;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// A text file read block by block into one buffer. What lies between <see cref="Position"/> and <see cref="End"/> is
/// still to be parsed; <see cref="Refill"/> moves it to the front and appends the next block, so memory is the buffer
/// and never the file.
/// </summary>
sealed class TextBlocks : IDisposable
{
    /// <summary>The longest row accepted; an unclosed quote would otherwise pull the whole file into memory.</summary>
    internal const int LongestRow = 64 << 20;

    readonly FileStream _file;
    bool _atEnd;

    /// <summary>Opens the file and skips a UTF-8 byte order mark.</summary>
    /// <exception cref="InputException">The file is missing, unreadable, or plainly not UTF-8 text.</exception>
    internal TextBlocks(string path, int bufferBytes)
    {
        Path = path;
        Buffer = new byte[bufferBytes];
        try
        {
            _file = new FileStream(path,
                new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var found = File.Exists(path) ? "a file that cannot be opened" : Directory.Exists(path) ? "a directory"
                : "no file";
            throw new InputException($"{path}: found {found}; allowed: a readable text file", error);
        }

        SkipMark();
    }

    internal string Path { get; }
    internal byte[] Buffer { get; private set; }

    /// <summary>Where the next row starts.</summary>
    internal int Position { get; set; }

    /// <summary>Where the bytes in the buffer end.</summary>
    internal int End { get; private set; }

    /// <summary>1-based number of the line at <see cref="Position"/>.</summary>
    internal long Line { get; set; } = 1;

    /// <summary>
    /// Moves the rest to the front of the buffer (growing it when it is full) and appends more; false at the end of
    /// the file. Ranges handed out before are void afterwards.
    /// </summary>
    internal bool Refill()
    {
        if (_atEnd)
        {
            return false;
        }

        Debug.Assert(Position <= End);
        Buffer.AsSpan(Position, End - Position).CopyTo(Buffer);
        End -= Position;
        Position = 0;
        if (End == Buffer.Length)
        {
            Grow();
        }

        var read = _file.Read(Buffer.AsSpan(End));
        End += read;
        _atEnd = read == 0;
        return read > 0;
    }

    void Grow()
    {
        if (Buffer.Length >= LongestRow)
        {
            throw InputException.At($"{Path}:{Line}",
                $"a row of more than {LongestRow >> 20} MiB (an unclosed quote?)", "shorter rows");
        }

        var larger = Buffer;
        Array.Resize(ref larger, 2 * larger.Length);
        Buffer = larger;
    }

    void SkipMark()
    {
        while (End < 3 && Refill())
        {
        }

        var bytes = Buffer.AsSpan(0, End);
        if (bytes.StartsWith("\uFEFF"u8))
        {
            Position = 3;
        }
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw InputException.At(Path, "UTF-16 text", "UTF-8 text");
        }
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            throw InputException.At(Path, "a gzip file", "UTF-8 text (unpack it first)");
        }

        RefuseReturnsAlone();
    }

    /// <summary>A block without a line feed whose carriage returns are not at its end is an old Mac's.</summary>
    void RefuseReturnsAlone()
    {
        Refill();
        var bytes = Buffer.AsSpan(Position, End - Position);
        if (!bytes.Contains((byte)'\n') && bytes.TrimEnd((byte)'\r').Contains((byte)'\r')
            && !bytes.Contains((byte)'"'))
        {
            throw InputException.At(Path, "lines that end with a carriage return alone (as old Macs wrote them)",
                "line feeds; convert the file: tr '\\r' '\\n'");
        }
    }

    public void Dispose() => _file.Dispose();
}
