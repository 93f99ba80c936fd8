namespace RankElastor.Tests.DropIn;

/// <summary>A data set of the open benchmark BARS: its id, and the body of its section.</summary>
/// <param name="Name">As BARS calls it.</param>
/// <param name="Folder">Its folder below ../data.</param>
/// <param name="Fields">min_categr_count, feature_cols and label_col.</param>
/// <param name="Specs">What models of vectors set under feature_specs, or null.</param>
/// <param name="Group">The field behind gAUC, or null on the sets without histories.</param>
sealed record BarsDataset(string Name, string Folder, string Fields, string? Specs = null, string? Group = null)
{
    /// <summary>Its id in configurations: of FuxiCTR 1 with a hash.</summary>
    public string Id => Group is null ? $"{Name.ToLowerInvariant()}_0a1b2c3d" : Name.ToLowerInvariant();

    /// <summary>The field with the item that is offered.</summary>
    public string Item => Name == "TaobaoAd_x1" ? "adgroup_id" : "item_id";

    /// <summary>Fields of the item that is offered, and of those in the history.</summary>
    public (string Target, string History) Pair => Name switch
    {
        "TaobaoAd_x1" => ("cate_id, brand", "cate_his, brand_his"),
        "KuaiVideo_x1" => ("item_id, item_emb", "pos_items, pos_items_emb"),
        "MicroVideo1.7M_x1" => ("item_id, cate_id", "clicked_items, clicked_categories"),
        _ => ("item_id, cate_id", "item_history, cate_history"),
    };

    /// <summary>Its section with the fields' sources, as models of a user and an item side need it.</summary>
    public string SectionWithSources()
    {
        string[] entries = Section("").Split("- {");
        return string.Join("- {", entries.Select((entry, place) => place == 0 ? entry
            : $"source: {(place % 2 == 1 ? "user" : "item")}, {entry}"));
    }

    /// <summary>Its section.</summary>
    public string Section(string indent) => string.Concat($"""
        {Id}:
          data_root: ../data/{Folder}/
          data_format: csv
          train_data: ../data/{Folder}/{Name}/train.csv
          valid_data: ../data/{Folder}/{Name}/{(Group is null ? "valid" : "test")}.csv
          test_data: ../data/{Folder}/{Name}/test.csv
        {Fields}

        """.Split('\n').Select(line => line.Length > 0 ? $"{indent}{line}\n" : "\n"));
}

/// <summary>The eleven data sets with the keys that their configurations have.</summary>
static class BarsDatasets
{
    static string Numbered(string stem, int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(number => $"{stem}{number}"));

    /// <summary>All.</summary>
    public static IReadOnlyList<BarsDataset> All { get; } =
    [
        new("Criteo_x1", "Criteo", $$"""
              min_categr_count: 1
              feature_cols:
              - {active: true, dtype: float, name: [{{Numbered("I", 13)}}], type: numeric}
              - {active: true, dtype: float, name: [{{Numbered("C", 26)}}], type: categorical}
              label_col: {dtype: float, name: label}
            """),
        new("Criteo_x4", "Criteo", $$"""
              min_categr_count: 10
              feature_cols:
              - {active: true, dtype: float, na_value: 0, name: [{{Numbered("I", 13)}}],
                 preprocess: convert_to_bucket, type: categorical}
              - {active: true, dtype: str, na_value: '', name: [{{Numbered("C", 26)}}], type: categorical}
              label_col: {dtype: float, name: Label}
            """),
        new("Avazu_x1", "Avazu", $$"""
              min_categr_count: 1
              feature_cols:
              - {active: true, dtype: float, name: [{{Numbered("feat_", 15)}}], type: categorical}
              - {active: true, dtype: float, name: [feat_16, feat_17, feat_18, feat_19, feat_20, feat_21, feat_22],
                 type: categorical}
              label_col: {dtype: float, name: label}
            """),
        new("Avazu_x4", "Avazu", """
              min_categr_count: 2
              feature_cols:
                  - {name: id, active: False, dtype: str, type: categorical}
                  - {name: hour, active: True, dtype: str, type: categorical, preprocess: convert_hour}
                  - {name: [C1, banner_pos, site_id, site_domain, app_id, device_ip, device_model, C14, C15, C21],
                     active: True, dtype: str, type: categorical}
                  - {name: weekday, active: True, dtype: str, type: categorical, preprocess: convert_weekday}
                  - {name: weekend, active: True, dtype: str, type: categorical, preprocess: convert_weekend}
              label_col: {name: click, dtype: float}
            """),
        new("KKBox_x1", "KKBox", """
              min_categr_count: 10
              feature_cols:
              - {active: true, dtype: str, name: [msno, song_id, source_type, city, gender, language],
                 type: categorical}
              - {active: true, dtype: str, encoder: MaskedSumPooling, max_len: 3, name: genre_ids, type: sequence}
              - {active: true, dtype: str, encoder: MaskedSumPooling, max_len: 3, name: artist_name, type: sequence}
              - {active: true, dtype: str, name: isrc, preprocess: extract_country_code, type: categorical}
              - {active: true, dtype: str, name: bd, preprocess: bucketize_age, type: categorical}
              label_col: {dtype: float, name: label}
            """),
        new("Frappe_x1", "Frappe", """
              min_categr_count: 1
              feature_cols:
              - {active: true, dtype: float, name: [user, daytime, weekday, isweekend], type: categorical}
              - {active: true, dtype: float, name: [item, homework, cost, weather, country, city], type: categorical}
              label_col: {dtype: float, name: label}
            """),
        new("MovielensLatest_x1", "Movielens", """
              min_categr_count: 1
              feature_cols:
              - {active: true, dtype: float, name: user_id, type: categorical}
              - {active: true, dtype: float, name: [item_id, tag_id], type: categorical}
              label_col: {dtype: float, name: label}
            """),
        new("TaobaoAd_x1", "Taobao", """
              min_categr_count: 10
              feature_cols:
                - {name: "group_id", active: True, dtype: int, type: meta, preprocess: "copy_from(userid)",
                   remap: False}
                - {name: ["userid", "age_level", "adgroup_id", "cate_id", "customer", "brand", "pid", "btag"],
                   active: True, dtype: str, type: categorical}
                - {name: price, active: True, dtype: float, type: numeric}
                - {name: cate_his, active: True, dtype: str, splitter: ^, type: sequence, max_len: 5, padding: pre,
                   share_embedding: cate_id}
                - {name: brand_his, active: True, dtype: str, splitter: ^, type: sequence, max_len: 5, padding: pre,
                   share_embedding: brand}
              label_col: {name: clk, dtype: float}
            """, Group: "group_id"),
        new("AmazonElectronics_x1", "Amazon", """
              min_categr_count: 1
              feature_cols:
                - {name: user_id, active: True, dtype: int, type: meta, remap: False}
                - {name: item_id, active: True, dtype: str, type: categorical}
                - {name: cate_id, active: True, dtype: str, type: categorical}
                - {name: item_history, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6,
                   feature_encoder: "layers.MaskedAveragePooling()", share_embedding: item_id}
                - {name: cate_history, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6,
                   feature_encoder: "layers.MaskedAveragePooling()", share_embedding: cate_id}
              label_col: {name: label, dtype: float}
            """, Group: "user_id"),
        new("KuaiVideo_x1", "Kuai", """
              min_categr_count: 10
              feature_cols:
                - {name: group_id, active: True, dtype: int, type: meta, preprocess: "copy_from(user_id)", remap: False}
                - {name: user_id, active: True, dtype: str, type: categorical}
                - {name: item_id, active: True, dtype: str, type: categorical}
                - {name: item_emb, active: True, dtype: str, type: categorical, embedding_dim: 8,
                   preprocess: "copy_from(item_id)", pretrained_emb: "../data/Kuai/KuaiVideo_x1/item_emb.h5",
                   min_categr_count: 1}
                - {name: pos_items, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6, padding: pre,
                   share_embedding: item_id}
                - {name: pos_items_emb, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6,
                   embedding_dim: 8, padding: pre, pretrained_emb: "../data/Kuai/KuaiVideo_x1/item_emb.h5",
                   min_categr_count: 1, share_embedding: item_emb, preprocess: "copy_from(pos_items)"}
              label_col: {name: is_click, dtype: float}
            """, """
            {name: item_emb, feature_encoder: "nn.Linear(8, 8, bias=False)"},
            {name: pos_items, feature_encoder: "layers.MaskedAveragePooling()"},
            {name: pos_items_emb, feature_encoder: ["layers.MaskedAveragePooling()", "nn.Linear(8, 8, bias=False)"]}
            """, "group_id"),
        new("MicroVideo1.7M_x1", "MicroVideo", """
              min_categr_count: 1
              feature_cols:
                - {name: group_id, active: True, dtype: int, type: meta, preprocess: "copy_from(user_id)", remap: False}
                - {name: user_id, active: True, dtype: str, type: categorical}
                - {name: item_id, active: True, dtype: str, type: categorical, embedding_dim: 8,
                   pretrained_emb: "../data/MicroVideo/MicroVideo1.7M_x1/image_emb.h5"}
                - {name: cate_id, active: True, dtype: str, type: categorical}
                - {name: clicked_items, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6,
                   embedding_dim: 8, padding: pre, pretrained_emb: "../data/MicroVideo/MicroVideo1.7M_x1/image_emb.h5"}
                - {name: clicked_categories, active: True, dtype: str, type: sequence, splitter: ^, max_len: 6,
                   padding: pre, share_embedding: cate_id}
                - {name: timestamp, active: False, dtype: str, type: categorical}
              label_col: {name: is_click, dtype: float}
            """, """
            {name: item_id, feature_encoder: "nn.Linear(8, 8, bias=False)"},
            {name: clicked_items, feature_encoder: ["layers.MaskedAveragePooling()", "nn.Linear(8, 8, bias=False)"]},
            {name: clicked_categories, feature_encoder: "layers.MaskedAveragePooling()"}
            """, "group_id"),
    ];
}
