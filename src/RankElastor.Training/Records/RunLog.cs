using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Files;

namespace RankElastor.Training.Records;

/// <summary>A log as lines of JSON in a file. Appending flushes each line; reading skips a torn last line.</summary>
public sealed class RunLog : IRunLog
{
    /// <summary>How every record (and the result on stdout) is written.</summary>
    public static JsonSerializerOptions Json { get; } = new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }.Strict();

    readonly FileStream _file;
    readonly StreamWriter _writer;

    /// <summary>Opens a log to write; <paramref name="append"/> keeps what is there (a resumed run).</summary>
    public RunLog(string path, bool append)
    {
        _file = new FileStream(
            path, append ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        _file.Seek(0, SeekOrigin.End);
        _writer = new StreamWriter(_file, new UTF8Encoding(false)) { AutoFlush = true };
    }

    /// <summary>Bytes written so far, earlier runs of an appended log included.</summary>
    public long Length => _file.Length;

    /// <inheritdoc/>
    public void CutAt(long length)
    {
        _file.SetLength(Math.Min(length, _file.Length));
        _file.Seek(0, SeekOrigin.End);
    }

    /// <inheritdoc/>
    public void Write(RunRecord record) => _writer.WriteLine(JsonSerializer.Serialize(record, Json));

    /// <inheritdoc/>
    public IReadOnlyList<RunRecord> Read() => Read(_file.Name);

    /// <summary>In order. A last line cut off by a crash is left out; any other broken line is an error.</summary>
    /// <exception cref="InputException">It cannot be read, or a line is no record: file and line.</exception>
    public static IReadOnlyList<RunRecord> Read(string path) =>
        Decoding.Of(path, "the log of a run", () => ReadLines(path));

    static List<RunRecord> ReadLines(string path)
    {
        var lines = File.ReadAllLines(path);
        var records = new List<RunRecord>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<RunRecord>(lines[i], Json) ?? throw new JsonException("null"));
            }
            catch (JsonException) when (i == lines.Length - 1)
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
    public void Dispose() => _writer.Dispose();
}
