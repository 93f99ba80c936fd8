using RankElastor.Tests.Data;
using RankElastor.Tuning;

namespace RankElastor.Tests.DropIn;

/// <summary>
/// Configurations in the two forms of BARS: those of FuxiCTR 1, each experiment with all its keys in the order of the
/// alphabet, and tuner files with their data set inside on the sets with histories.
/// </summary>
public sealed class BarsFolder : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Lazy<IReadOnlyList<Outcome>> _outcomes;

    /// <summary>Writes the files of every pair.</summary>
    public BarsFolder()
    {
        _outcomes = new(() => [.. Pairs.Select(
            pair => Outcome.Of(pair.Model.Name, pair.Data.Name, () => Load(pair.Model, pair.Data).Check()))]);
        foreach (var (model, data) in Pairs)
        {
            if (data.Group is null)
            {
                _folder.Write($"{Place(model, data)}/model_config.yaml", Older(model, data));
                _folder.Write(
                    $"{Place(model, data)}/dataset_config.yaml",
                    model.Model == "DSSM" ? data.SectionWithSources() : data.Section(""));
            }
            else
            {
                _folder.Write($"{Place(model, data)}/model_config.yaml", Template(model, data));
                _folder.Write(
                    $"{Place(model, data)}/tuner_config_01.yaml", Tuner(model, data, _folder[Place(model, data)]));
            }
        }
    }

    /// <summary>The pairs that the boards have.</summary>
    internal static IReadOnlyList<(BarsModel Model, BarsDataset Data)> Pairs { get; } =
    [
        .. from data in BarsDatasets.All
           from model in BarsModels.All
           where data.Group is null ? model.OnTables : model.OnHistories
           select (model, data),
    ];

    /// <summary>What came of loading each pair and building its model.</summary>
    internal IReadOnlyList<Outcome> Outcomes => _outcomes.Value;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    internal RankElastor.Experiment Load(BarsModel model, BarsDataset data) => (data.Group is null
        ? RankElastor.Experiment.Load(_folder[Place(model, data)], $"{model.Model}_{data.Id}_001_4e5f6a7b")
        : GridSearch.Load(_folder[$"{Place(model, data)}/tuner_config_01.yaml"]).Points[0].Experiment) with
    {
        Cache = _folder["cache"],
    };

    /// <summary>Writes generated rows of a data set.</summary>
    internal void WriteRows(BarsDataset data)
    {
        foreach (var split in (string[])["train", "valid", "test"])
        {
            _folder.Write($"data/{data.Folder}/{data.Name}/{split}.csv", BarsRows.Csv(data, split));
        }
    }

    static string Place(BarsModel model, BarsDataset data) => $"{model.Name}_{data.Name}";

    static string Own(BarsModel model, BarsDataset data)
    {
        var own = model.Own.Replace("ITEM", data.Item, StringComparison.Ordinal);
        return model.Model switch
        {
            "BST" or "DIEN" or "DIN" => $"{own}, {Pair($"{model.Model.ToLowerInvariant()}_")}",
            "DMIN" or "DMR" => $"{own}, {Pair("")}",
            _ => own,
        };

        string Pair(string prefix) =>
            $"{prefix}target_field: [[{data.Pair.Target}]], {prefix}sequence_field: [[{data.Pair.History}]]";
    }

    static string Regularisers(BarsModel model) => model.HasOneRegulariser
        ? "regularizer: 1.0e-06" : "embedding_regularizer: 1.0e-05, net_regularizer: 0";

    static string Older(BarsModel model, BarsDataset data) => YamlText.Block(
        $"{model.Model}_{data.Id}_001_4e5f6a7b", YamlText.Pairs(
            $"model: {model.Model}, model_id: {model.Model}_base, dataset_id: {data.Id}",
            "batch_size: 32, debug: false, embedding_dim: 6, epochs: 1, every_x_epochs: 1, gpu: 0",
            "learning_rate: 0.001, loss: binary_crossentropy, metrics: [logloss, AUC], monitor: {AUC: 1, logloss: -1}",
            $"monitor_mode: max, model_root: ./{data.Folder}/{model.Name}/, num_workers: 3, optimizer: adam",
            "partition_block_size: -1, patience: 2, pickle_feature_encoder: true, save_best_only: true, seed: 2019",
            "shuffle: true, task: binary_classification, use_hdf5: true, verbose: 1, version: pytorch, workers: 3",
            Regularisers(model), Own(model, data)).Order(StringComparer.Ordinal));

    static string Template(BarsModel model, BarsDataset data) => YamlText.Block("Base", YamlText.Pairs(
            "model_root: './checkpoints/', num_workers: 3, verbose: 1, early_stop_patience: 2, debug_mode: False",
            "pickle_feature_encoder: True, save_best_only: True, eval_steps: null, group_id: null, use_features: null",
            "feature_specs: null, feature_config: null"))
        + YamlText.Block($"{model.Model}_default", YamlText.Pairs(
            $"model: {model.Model}, dataset_id: TBD, loss: 'binary_crossentropy', metrics: ['logloss', 'AUC']",
            "task: binary_classification, optimizer: adam, learning_rate: 1.e-3", Regularisers(model),
            "batch_size: 32, embedding_dim: 6", Own(model, data),
            "epochs: 1, shuffle: True, seed: 2019, monitor: 'AUC', monitor_mode: 'max'"));

    static string Tuner(BarsModel model, BarsDataset data, string folder) => $"""
        base_config: {folder}
        base_expid: {model.Model}_default
        dataset_id: {data.Id}

        dataset_config:
        {data.Section("    ")}
        tuner_space:
            model_root: './checkpoints/{model.Name}_{data.Id}/'
            feature_specs: {(data.Specs is null ? "null" : $"[[{data.Specs.ReplaceLineEndings(" ")}]]")}
            embedding_dim: 8
            learning_rate: [1.e-3, 5.e-4]
            seed: 20222023
            early_stop_patience: 1
            group_id: {data.Group}
            metrics: [[gAUC, AUC, logloss]]
            monitor: {"{\"gAUC\": 1, \"AUC\": 1}"}
        """;
}
