using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Experiments.Collapse;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>
/// The logs of finished runs in a folder, gzipped lines of JSON, without the numbers of single rows: enough to judge
/// them again. What is there is not trained again.
/// </summary>
sealed class RunStore(string folder)
{
    const string Diverged = "diverged", Commit = "commit ";
    const byte NewLine = (byte)'\n';

    /// <summary>Whether a run was finished.</summary>
    public bool Has(RunKey key) => File.Exists(PathOf(key));

    /// <summary>Seeds of which anything is kept, in order.</summary>
    public IReadOnlyList<int> Seeds =>
    [
        .. (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.jsonl.gz") : [])
            .Select(file => Path.GetFileName(file).Split("_seed")[^1].Split('.')[0])
            .Select(seed => int.TryParse(seed, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(seed => seed >= 0).Distinct().Order(),
    ];

    /// <summary>Refuses to judge alone where nothing is kept.</summary>
    /// <exception cref="InputException">There is nothing: the folder.</exception>
    public void RefuseNothing(bool judgesOnly)
    {
        if (judgesOnly && Seeds.Count == 0)
        {
            throw InputException.At(
                "--rejudge", $"no kept runs in {folder}", "--out with what an earlier run of this experiment kept");
        }
    }

    /// <summary>Keeps a run, whole or not at all.</summary>
    public void Write(RunKey key, Trial trial)
    {
        DurableFile.CreateFolder(folder);
        DurableFile.Write(PathOf(key), file =>
        {
            using var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
            IEnumerable<RunRecord> notes = [new WarningRecord(Commit + MachineInfo.Commit())];
            foreach (var record in notes.Concat(trial.Records.Select(WithoutRows)))
            {
                packed.Write(JsonSerializer.SerializeToUtf8Bytes(record, RunLog.Json));
                packed.WriteByte(NewLine);
            }

            if (trial.Diverged)
            {
                packed.Write(JsonSerializer.SerializeToUtf8Bytes<RunRecord>(new WarningRecord(Diverged), RunLog.Json));
                packed.WriteByte(NewLine);
            }
        });
    }

    /// <summary>A run that was kept, and the commit it was trained at.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public (Trial Trial, string Commit) Read(RunKey key) => Decoding.Of(PathOf(key), "the log of a run", () =>
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(PathOf(key)), CompressionMode.Decompress));
        var records = new List<RunRecord>();
        while (lines.ReadLine() is { } line)
        {
            records.Add(JsonSerializer.Deserialize<RunRecord>(line, RunLog.Json) ?? throw new JsonException("null"));
        }

        var notes = records.OfType<WarningRecord>().Select(note => note.Text).ToList();
        var commit = notes.FirstOrDefault(note => note.StartsWith(Commit, StringComparison.Ordinal));
        return (new Trial(records, notes.Contains(Diverged), 0), commit?[Commit.Length..] ?? "unknown");
    });

    string PathOf(RunKey key) => Path.Combine(folder, key.File);

    static RunRecord WithoutRows(RunRecord record) => record is ProbeRecord probe
        ? probe with
        {
            Measures = probe.Measures.ToDictionary(
                measure => measure.Key, measure => measure.Value with { Values = null, Histogram = null }),
        }
        : record;
}
