using RankElastor.Data.Files;
using RankElastor.Model.Interchange;
using RankElastor.Training.Records;

namespace RankElastor.Training.Regression;

/// <summary>What the log of a finished run says about it.</summary>
/// <param name="Folder">The run's directory.</param>
/// <param name="Manifest">How it was made.</param>
/// <param name="Result">Its metrics.</param>
/// <param name="Numbers">
/// Probed numbers of the best epoch by address: <c>stable_rank/block1/ffn</c> is a measure's mean over rows at a site,
/// <c>table/entropy_rank_ev/item</c> a health measure (kind/measure/subject).
/// </param>
public sealed record FinishedRun(
    string Folder, ManifestRecord Manifest, ResultRecord Result, IReadOnlyDictionary<string, double> Numbers)
{
    /// <summary>Reads a run's log.</summary>
    /// <exception cref="InputException">
    /// No log, or no manifest or result in it: the run did not finish; or its weights are not finite.
    /// </exception>
    public static FinishedRun Load(string folder)
    {
        var log = Path.Combine(folder, "log.jsonl");
        if (!File.Exists(log))
        {
            throw InputException.At(log, "no such file", "the log of a finished run");
        }

        var weights = Path.Combine(folder, "model.safetensors");
        NonFiniteTensor.Refuse(weights, NonFiniteTensor.OfFile(weights));
        var records = RunLog.Read(log);
        if (records.OfType<ManifestRecord>().FirstOrDefault() is not { } manifest
            || records.OfType<ResultRecord>().LastOrDefault() is not { } result)
        {
            throw InputException.At(
                log, "no result", "the log of a finished run (run … --resume finishes an interrupted one)");
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

        foreach (var record in records.OfType<HealthRecord>().Where(health => health.Epoch == result.BestEpoch))
        {
            foreach (var (measure, value) in record.Measures)
            {
                numbers[new Address(record.Kind, measure, record.Subject).ToString()] = value;
            }
        }

        return numbers;
    }
}
