namespace RankElastor.Data.Sources;

/// <summary>A part of a CSV file, of whole rows, in memory of its own, to be parsed by any thread.</summary>
sealed class CsvBlock(string path)
{
    /// <summary>Zero bytes kept behind <see cref="End"/>, so that vectors may be read past it.</summary>
    internal const int Slack = 64;

    internal string Path { get; } = path;

    /// <summary>The bytes; the last ones, <see cref="Slack"/> at least, are no part of the block.</summary>
    internal byte[] Buffer { get; private set; } = [];

    /// <summary>Where the next row starts.</summary>
    internal int Position { get; set; }

    /// <summary>Where the block ends.</summary>
    internal int End { get; private set; }

    /// <summary>1-based number in the file of the line at <see cref="Position"/>.</summary>
    internal long Line { get; set; }

    /// <summary>Whether a quote occurs anywhere.</summary>
    internal bool HasQuotes { get; private set; }

    internal void Fill(ReadOnlySpan<byte> bytes, long line, bool hasQuotes)
    {
        if (Buffer.Length < bytes.Length + Slack)
        {
            Buffer = new byte[bytes.Length + Slack];
        }

        bytes.CopyTo(Buffer);
        Buffer.AsSpan(bytes.Length, Slack).Clear();
        Position = 0;
        End = bytes.Length;
        Line = line;
        HasQuotes = hasQuotes;
    }
}
