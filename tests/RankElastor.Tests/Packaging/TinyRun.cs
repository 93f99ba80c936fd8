namespace RankElastor.Tests.Packaging;

/// <summary>A run of a second: logistic regression on 300 generated rows of two fields.</summary>
static class TinyRun
{
    /// <summary>Arguments of the command line.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
        ["run", "--config", ".", "--expid", "LR_tiny", "--out", "runs", "--cache", "cache", "--threads", "1"];

    /// <summary>The run's folder.</summary>
    public static string Folder { get; } = Path.Combine("runs", "LR_tiny_seed5");

    /// <summary>Writes the two YAML files into a folder, in which the arguments then hold.</summary>
    public static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "dataset_config.yaml"), """
            tiny:
              data_format: planted
              planted: {cardinalities: [4, 7], train_rows: 300, valid_rows: 80, test_rows: 60}
            """);
        File.WriteAllText(Path.Combine(folder, "model_config.yaml"), """
            LR_tiny: {model: LR, dataset_id: tiny, batch_size: 50, seed: 5}
            """);
    }
}
