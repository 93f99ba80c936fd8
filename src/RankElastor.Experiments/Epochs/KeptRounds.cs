using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Epochs;

/// <summary>
/// Finished rounds in <c>epochs.jsonl</c>: a line that says what they were measured with, and one for each. Whoever
/// adds to it owns it through <c>epochs.jsonl.lock</c>; two at once would disturb each other's clocks.
/// </summary>
sealed class KeptRounds : IDisposable
{
    const string Name = "epochs.jsonl";

    readonly string _path;
    readonly FileLock _owned;
    readonly SortedDictionary<string, string> _setting;
    readonly List<EpochRound> _rounds;

    /// <summary>Takes the folder and reads what is there.</summary>
    /// <exception cref="InputException">
    /// Another process works there, or its rounds have another setting: they cannot be compared.
    /// </exception>
    public KeptRounds(string folder, SortedDictionary<string, string> setting)
    {
        DurableFile.CreateFolder(folder);
        (_path, _setting) = (Path.Combine(folder, Name), setting);
        _owned = FileLock.TryTake(_path + ".lock") ?? throw InputException.At(
            folder, $"a bench under way ({FileLock.Owner(_path + ".lock")})", "this folder when it has ended");
        try
        {
            _rounds = Read();
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<EpochRound> Rounds => _rounds;

    /// <summary>Keeps one more.</summary>
    public void Add(EpochRound round)
    {
        _rounds.Add(round);
        DurableFile.Write(_path, file =>
        {
            Write(_setting);
            _rounds.ForEach(Write);

            void Write<T>(T line) =>
                file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, RunLog.Json), (byte)'\n']);
        });
    }

    public void Dispose() => _owned.Dispose();

    List<EpochRound> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        var (setting, rounds) = Decoding.Of(_path, "the rounds of bench epochs", () =>
        {
            var lines = File.ReadAllLines(_path);
            return (Of<Dictionary<string, string>>(lines[0]), lines.Skip(1).Select(Of<EpochRound>).ToList());
        });
        var keys = _setting.Keys.Union(setting.Keys).OrderByDescending(key => key == EpochsRequest.Names);
        var other = keys.FirstOrDefault(key => Value(setting, key) != Value(_setting, key));
        return other is null ? rounds : throw InputException.At(
            _path, $"rounds of another setting ({other}: {Value(setting, other)})",
            $"those of this one ({Value(_setting, other)}); another --out starts anew");
    }

    static T Of<T>(string line) => JsonSerializer.Deserialize<T>(line, RunLog.Json)
        ?? throw new JsonException("empty");

    static string Value(IDictionary<string, string> setting, string key) =>
        setting.TryGetValue(key, out var value) ? value : "none";
}
