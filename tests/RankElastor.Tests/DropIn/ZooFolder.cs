using System.Text;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Data;
using RankElastor.Tuning;

namespace RankElastor.Tests.DropIn;

/// <summary>
/// A folder as FuxiCTR's users have it: data sets in every form, an experiment for tests of each model, a template with
/// the data set to be assigned, and a tuner file that assigns one.
/// </summary>
public sealed class ZooFolder : IDisposable
{
    const string Base = """
        Base:
            model_root: './checkpoints/'
            num_workers: 3
            verbose: 1
            early_stop_patience: 2
            pickle_feature_encoder: True
            save_best_only: True
            eval_steps: null
            debug_mode: False
            group_id: null
            use_features: null
            feature_specs: null
            feature_config: null

        """;

    readonly TemporaryFolder _folder = new();
    readonly Lazy<IReadOnlyList<Outcome>> _outcomes;

    /// <summary>Writes files and rows.</summary>
    public ZooFolder()
    {
        ZooData.Write(_folder);
        _folder.Write("config/dataset_config.yaml", ZooData.Configuration);
        var models = new StringBuilder(Base);
        foreach (var model in ZooModels.All)
        {
            models.Append(Experiment($"{model.Name}_test", model, model.Data, "'AUC'"));
            models.Append(Experiment($"{model.Name}_default", model, "TBD", "{'AUC': 1, 'logloss': -1}"));
            _folder.Write($"{model.Name}_tuner_config.yaml", $"""
                base_config: config
                base_expid: {model.Name}_default
                dataset_id: {(model.Data is "tiny_seq" or "tiny_mtl" ? model.Data : "tiny_source")}
                tuner_space:
                    learning_rate: [1.e-3, 5.e-4]
                    seed: 2019
                """);
        }

        _folder.Write("config/model_config.yaml", models.ToString());
        _outcomes = new(() =>
        [
            .. ZooModels.All.Select(model => Outcome.Of(model.Name, model.Data, () => Test(model.Name).Check())),
            .. ZooModels.All.Select(model => Outcome.Of(model.Name, "tuner file", () => Template(model.Name).Check())),
        ]);
    }

    /// <summary>What came of loading each experiment and building its model.</summary>
    internal IReadOnlyList<Outcome> Outcomes => _outcomes.Value;

    internal static bool IsBuilt(string model) =>
        ModelRegistry.BuiltIn.Names.Contains(model, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The model's experiment for tests.</summary>
    public RankElastor.Experiment Test(string model) =>
        RankElastor.Experiment.Load(_folder["config"], $"{model}_test") with { Cache = _folder["cache"] };

    /// <summary>The first point of the model's tuner file.</summary>
    public RankElastor.Experiment Template(string model) =>
        GridSearch.Load(_folder[$"{model}_tuner_config.yaml"]).Points[0].Experiment;

    static string Experiment(string id, ZooModelKeys model, string data, string monitor) => YamlText.Block(
        id, YamlText.Pairs(
            $"model: {model.Name}, dataset_id: {data}, loss: 'binary_crossentropy', metrics: ['logloss', 'AUC']",
            "task: binary_classification, optimizer: adam, learning_rate: 1.e-3",
            model.Regularisers ? "embedding_regularizer: 1.e-8, net_regularizer: 0" : "regularizer: 1.e-8",
            "batch_size: 32, embedding_dim: 4", model.Own,
            $"epochs: 1, shuffle: True, seed: 2019, monitor: {monitor}, monitor_mode: 'max'")) + "\n";
}
