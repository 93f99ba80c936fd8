using System.Text.Json;
using RankElastor.Data.Files;

namespace RankElastor.Training.Records;

/// <summary>A log as lines of JSON in a file, each written at once; reading skips a torn last line.</summary>
public sealed class RunLog : IRunLog
{
    const byte NewLine = (byte)'\n';

    /// <summary>How every record (and the result on stdout) is written; a number that is not finite is null.</summary>
    public static JsonSerializerOptions Json { get; } = new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new FiniteNumber(), new FiniteSingle() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }.Strict();

    readonly string _path;
    readonly DiskStream _file;

    /// <summary>Opens a log to write; <paramref name="append"/> keeps what is there (a resumed run).</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public RunLog(string path, bool append)
    {
        (_path, _file) = (path, DiskStream.Append(path));
        if (!append)
        {
            _file.SetLength(0);
        }
    }

    /// <summary>Bytes written so far, earlier runs of an appended log included.</summary>
    public long Length => _file.Length;

    /// <inheritdoc/>
    public void CutAt(long length) => _file.SetLength(length <= Length ? length : WholeLines());

    /// <inheritdoc/>
    public void Write(RunRecord record) => _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(record, Json), NewLine]);

    /// <inheritdoc/>
    public void Sync() => _file.Sync();

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> Read() => Read(_path);

    /// <summary>In order. A last line cut off by a crash is left out; any other broken line is an error.</summary>
    /// <exception cref="InputException">It cannot be read, or a line is no record: file and line.</exception>
    public static IReadOnlyList<RunRecord> Read(string path) =>
        Decoding.Of(path, "the log of a run", () => ReadLines(path));

    static List<RunRecord> ReadLines(string path)
    {
        var lines = Lines(path);
        var records = new List<RunRecord>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<RunRecord>(lines[i], Json) ?? throw new JsonException("null"));
            }
            catch (JsonException) when (i == lines.Count - 1)
            {
                break;
            }
#pragma warning disable CA1031 // whatever is wrong, it is wrong with this line
            catch (Exception cause)
#pragma warning restore CA1031
            {
                throw new InputException(
                    $"{path}:{i + 1}: not a run record: {cause.Message.ReplaceLineEndings(" ")}", cause);
            }
        }

        return records;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static List<string> Lines(string path)
    {
        using var reader = new StreamReader(Open(path));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Bytes up to the end of the last whole line.</summary>
    long WholeLines()
    {
        using var file = Open(_path);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().LastIndexOf(NewLine) + 1;
    }

    /// <summary>Opens a log to read, also that of a run under way.</summary>
    static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
