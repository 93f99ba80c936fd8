using System.Text;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Cli;

/// <summary>
/// A small data set with its configuration in a folder of its own: three categorical fields, one numeric, a label that
/// leans on them.
/// </summary>
sealed class TinyExperiment : IDisposable
{
    const string Fields = """
            - {name: [user, item, hour], active: True, dtype: str, type: categorical}
            - {name: price, active: True, dtype: float, type: numeric}
        """;

    const string Models = """
        Base:
            dataset_id: tiny
            batch_size: 64
            epochs: 2
            learning_rate: 1.e-2
            embedding_dim: 4
            probe_sample: 16
            seed: 1
            metrics: ['AUC', 'logloss']
            monitor: AUC
        LR: {model: LR}
        DNN: {model: DNN, hidden_units: [8], net_dropout: 0.1}
        RankElastor:
            model: RankElastor
            Token_num: 4
            Token_dim: 8
            mixing_type: 999
            proj_param: {hidden_units: [8], dropout: 0.1}
            interaction_mlp_params: {hidden_units: [6], activation: swiglu, expansion_rate: 2.0}
        RankMixer:
            model: RankMixer
            Token_num: 4
            Token_dim: 8
            mixing_type: 2
            proj_param: {hidden_units: [8]}
            interaction_mlp_params: {hidden_units: [6]}
        """;

    public TinyExperiment()
    {
        foreach (var (split, rows) in new[] { ("train", 300), ("valid", 100), ("test", 90) })
        {
            Folder.Write($"data/{split}.csv", Table(split, rows));
        }

        Folder.Write("config/dataset_config.yaml", $$"""
            tiny:
                data_root: {{Folder["data"]}}
                data_format: csv
                train_data: train.csv
                valid_data: valid.csv
                test_data: test.csv
                min_categr_count: 1
                label_col: {name: label, dtype: float}
                feature_cols:
            {{Fields}}
            """);
        Folder.Write("config/model_config.yaml", Models);
    }

    public TemporaryFolder Folder { get; } = new();

    public string Config => Folder["config"];

    public string Out => Folder["runs"];

    public string Cache => Folder["cache"];

    /// <summary>Runs an experiment of the configuration.</summary>
    public CliResult Run(string experiment, params string[] more) =>
        CliResult.Of([
            "run", "--config", Config, "--expid", experiment, "--out", Out, "--cache", Cache, "--threads", "1",
            .. more]);

    /// <summary>The folder that <see cref="Run"/> fills.</summary>
    public string RunFolder(string experiment) => Path.Combine(Out, $"{experiment}_seed1");

    /// <summary>Replaces text of a file, which must be there.</summary>
    public void Edit(string file, string old, string text)
    {
        var before = File.ReadAllText(Folder[file]);
        Assert.Contains(old, before, StringComparison.Ordinal);
        Folder.Write(file, before.Replace(old, text, StringComparison.Ordinal));
    }

    /// <summary>Checks that neither a run nor half of a prepared data set was left behind.</summary>
    public void AssertNothingLeft()
    {
        Assert.False(Directory.Exists(Out) && Directory.EnumerateFileSystemEntries(Out).Any());
        Assert.False(Directory.Exists(Cache) && Directory.EnumerateFileSystemEntries(Cache).Any());
    }

    public void Dispose() => Folder.Dispose();

    static string Table(string split, int rows)
    {
        var random = new SeededRandom(7).Fork(split);
        var text = new StringBuilder("label,user,item,hour,price\n");
        for (var row = 0; row < rows; row++)
        {
            var (user, item, hour) = (random.NextInt(12), random.NextInt(20), random.NextInt(6));
            var clicked = (user + item) % 3 == 0 || random.NextInt(5) == 0;
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(clicked ? 1 : 0)},u{user},i{item},{hour},{item * 0.25}\n");
        }

        return text.ToString();
    }
}
