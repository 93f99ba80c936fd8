using RankElastor.Data.Files;
using RankElastor.Training.Records;

namespace RankElastor.Training.Gate;

/// <summary>What the log of a finished run says about it: how it was made, its metrics, and every probed number at its best weights.</summary>
public sealed class FinishedRun
{
    FinishedRun(string folder, ManifestRecord manifest, ResultRecord result, IReadOnlyDictionary<string, double> numbers) =>
        (Folder, Manifest, Result, Numbers) = (folder, manifest, result, numbers);

    /// <summary>The run's directory.</summary>
    public string Folder { get; }

    /// <summary>How it was made.</summary>
    public ManifestRecord Manifest { get; }

    /// <summary>What it came to.</summary>
    public ResultRecord Result { get; }

    /// <summary>
    /// Probed numbers of the best epoch by their address: <c>stable_rank/block1/ffn</c> is a measure's mean over rows at a site, <c>table/entropy_rank_ev/item</c> and
    /// its like are health measures (kind/measure/subject).
    /// </summary>
    public IReadOnlyDictionary<string, double> Numbers { get; }

    /// <summary>Reads a run's log.</summary>
    /// <exception cref="InputException">No log, or one without a manifest or a result: the run did not finish.</exception>
    public static FinishedRun Load(string folder)
    {
        var log = Path.Combine(folder, "log.jsonl");
        if (!File.Exists(log))
        {
            throw InputException.At(log, "no such file", "the log of a finished run");
        }

        var records = RunLog.Read(log);
        if (records.OfType<ManifestRecord>().FirstOrDefault() is not { } manifest || records.OfType<ResultRecord>().LastOrDefault() is not { } result)
        {
            throw InputException.At(log, "no result", "the log of a finished run (run … --resume finishes an interrupted one)");
        }

        return new FinishedRun(folder, manifest, result, AllNumbers(records, result));
    }

    static Dictionary<string, double> AllNumbers(IReadOnlyList<RunRecord> records, ResultRecord result)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (site, measures) in result.Spectra)
        {
            foreach (var (measure, value) in measures)
            {
                numbers[$"{measure}/{site}"] = value;
            }
        }

        foreach (var health in records.OfType<HealthRecord>().Where(one => one.Epoch == result.BestEpoch))
        {
            foreach (var (measure, value) in health.Measures)
            {
                numbers[new Address(health.Kind, measure, health.Subject).ToString()] = value;
            }
        }

        return numbers;
    }
}
