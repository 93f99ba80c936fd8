using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data;

namespace RankElastor.Training.Records;

/// <summary>The records of one run, as lines of JSON. Appending flushes each line; reading skips a torn last line.</summary>
public sealed class RunLog : IDisposable
{
    /// <summary>How every record (and the result on stdout) is written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly StreamWriter _writer;

    /// <summary>Opens a log to write; <paramref name="append"/> keeps what is there (a resumed run).</summary>
    public RunLog(string path, bool append) =>
        _writer = new StreamWriter(path, append, new UTF8Encoding(false)) { AutoFlush = true };

    /// <summary>Adds one line.</summary>
    public void Write(RunRecord record) => _writer.WriteLine(JsonSerializer.Serialize(record, Json));

    /// <summary>The records of a log in order. A last line that was cut off by a crash is left out; any other broken line is an error.</summary>
    public static IReadOnlyList<RunRecord> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var records = new List<RunRecord>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                records.Add(JsonSerializer.Deserialize<RunRecord>(lines[i], Json)!);
            }
            catch (JsonException) when (i == lines.Length - 1)
            {
                break;
            }
            catch (JsonException cause)
            {
                throw new InputException($"{path}:{i + 1}: not a run record: {cause.Message}", cause);
            }
        }

        return records;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
