/// <summary>Three CSV files of clicks and the two YAML files that name them.</summary>
static class GeneratedClicks
{
    /// <summary>Writes the files into a folder and returns it.</summary>
    public static string Write(string folder)
    {
        var random = new Random(7);
        foreach (var (split, rows) in new[] { ("train", 30_000), ("valid", 5_000), ("test", 5_000) })
        {
            File.WriteAllLines(
                Path.Combine(folder, $"{split}.csv"),
                Enumerable.Range(0, rows).Select(_ => Row(random)).Prepend("user,item,hour,price,click"));
        }

        File.WriteAllText(Path.Combine(folder, "dataset_config.yaml"), DatasetConfig);
        File.WriteAllText(Path.Combine(folder, "model_config.yaml"), ModelConfig);
        return folder;
    }

    /// <summary>A user clicks on items of their own kind, rather on cheap ones.</summary>
    static string Row(Random random)
    {
        var (user, item, hour, price) = (random.Next(50), random.Next(40), random.Next(24), random.NextDouble());
        var logit = (user % 5 == item % 5 ? 2 : -1) - 2 * price;
        return $"u{user},i{item},{hour},{price:0.000},{(random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0)}";
    }

    const string DatasetConfig = """
        clicks:
            data_root: ./
            data_format: csv
            train_data: ./train.csv
            valid_data: ./valid.csv
            test_data: ./test.csv
            min_categr_count: 1
            feature_cols:
                - {name: [user, item, hour], active: True, dtype: str, type: categorical}
                - {name: price, active: True, dtype: float, type: numeric, normalizer: StandardScaler}
            label_col: {name: click, dtype: float}
        """;

    const string ModelConfig = """
        Base:
            metrics: ['AUC', 'logloss']
            monitor: AUC
            batch_size: 500
            epochs: 4
            learning_rate: 2.e-3
            seed: 2021

        RankElastor_clicks:
            model: RankElastor
            dataset_id: clicks
            embedding_dim: 8
            Token_num: 4
            Token_dim: 8
            proj_param: {hidden_units: [16]}
            interaction_mlp_params: {hidden_units: [16], activation: swiglu}
        """;
}
