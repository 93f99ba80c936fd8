using RankElastor.Experiments.Studies;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Studies;

/// <summary>Finished units with given scores.</summary>
static class StudyUnits
{
    public static IReadOnlyList<FinishedUnit> Of(string experiment, float[][] scores)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        List<FinishedUnit> units = [];
        for (var seed = 1; seed <= scores.Length; seed++)
        {
            var file = Path.Combine(folder, $"{seed}.npy");
            NpyFile.Write<float>(file, scores[seed - 1]);
            units.Add(new(experiment, Result(experiment, seed), "0123456789abcdef", file));
            _ = units[^1].Scores; // read before the file goes
        }

        Directory.Delete(folder, recursive: true);
        return units;
    }

    static ResultRecord Result(string experiment, int seed) => new()
    {
        Run = "",
        Model = experiment,
        Experiment = experiment,
        Dataset = "rows",
        Seed = seed,
        Epochs = 1,
        BestEpoch = 1,
        Valid = new Dictionary<string, double>(),
        Test = new Dictionary<string, double>(),
        Parameters = new Dictionary<string, long> { ["dense"] = 1, ["embedding"] = 2 },
        SamplesPerSecond = 1,
        Seconds = 1,
        Costs = new Dictionary<string, double>(),
        PeakRssMb = 1,
        EmbeddingUpdate = "exact",
        Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };
}
