using RankElastor.Experiments.Scaling;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>Models in every size, of made-up numbers.</summary>
static class MadeScale
{
    /// <summary>10,000 parameters for each block and each factor of the width.</summary>
    public static double Dense(ScaleShape shape) => 1e4 * shape.Depth * shape.Width;

    public static ScaleModel Model(
        string name, int seeds, Func<ScaleShape, int, double> auc, Func<ScaleShape, double>? dense = null,
        Func<ScaleShape, int, string, double>? rank = null) =>
        new(name, ScaleFamily.AllShapes.ToDictionary(
            shape => shape, IReadOnlyList<ScaleRun> (shape) =>
            [
                .. Enumerable.Range(0, seeds).Select(seed => new ScaleRun(shape, Result(
                    name, shape, seed, auc(shape, seed), (dense ?? Dense)(shape), rank ?? ((_, _, _) => 5)))),
            ]));

    static ResultRecord Result(
        string name, ScaleShape shape, int seed, double auc, double dense,
        Func<ScaleShape, int, string, double> rank) =>
        new()
        {
            Run = "",
            Model = name,
            Experiment = $"{name}_{shape.Name}",
            Dataset = "rows",
            Seed = seed,
            Epochs = 2,
            BestEpoch = 1,
            Valid = new Dictionary<string, double>(),
            Test = new Dictionary<string, double> { ["AUC"] = auc, ["logloss"] = 1 - auc },
            Parameters = new Dictionary<string, long> { ["dense"] = (long)dense },
            SamplesPerSecond = 1,
            Seconds = 1,
            Costs = new Dictionary<string, double> { ["train"] = 2 * shape.Depth },
            PeakRssMb = 1,
            EmbeddingUpdate = "exact",
            Spectra = ScaleRun.Modules.ToDictionary(
                module => module == "tokens" ? module : $"block{shape.Depth}/{module}",
                IReadOnlyDictionary<string, double> (module) => new Dictionary<string, double>
                {
                    ["entropy_rank_sv"] = rank(shape, seed, module),
                    ["baseline_ratio"] = 0.5,
                }),
        };
}
