namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of products of fields.</summary>
static class PairCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new("""{"model": "NFM", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4, fm 6x4"),
        new("""{"model": "AFM", "embedding_dim": 4}""", "embedding 6x4, products 15x4"),
        new("""{"model": "AFM", "embedding_dim": 4, "use_attention": false}""", "embedding 6x4, products 15x4"),
        new("""{"model": "FFM"}""", "embedding 6x10"),
        new("""{"model": "FFMv2", "embedding_dim": 3}""", "embedding 6x15"),
        new("""{"model": "FwFM", "embedding_dim": 4}""", "embedding 6x4, products/matrix 6x6"),
        new(
            """{"model": "FwFM", "embedding_dim": 4, "linear_type": "FeLV"}""",
            "embedding 6x4, products/matrix 6x6"),
        new("""{"model": "FwFM", "embedding_dim": 4, "linear_type": "LW"}""", "embedding 6x4, products/matrix 6x6"),
        new("""{"model": "FmFM", "embedding_dim": 4}""", "embedding 6x4, mapped 6x4"),
        new(
            """{"model": "FmFM", "embedding_dim": 4, "field_interaction_type": "vectorized"}""",
            "embedding 6x4, mapped 6x4"),
        new("""{"model": "HOFM", "embedding_dim": 4}""", "embedding 6x4, embedding3 6x4, fm 6x4"),
        new(
            """{"model": "HOFM", "embedding_dim": [4, 3, 2], "order": 4}""",
            "embedding 6x4, embedding3 6x3, embedding4 6x2, fm 6x4"),
        new(
            """{"model": "HOFM", "embedding_dim": 4, "order": 5, "reuse_embedding": true}""",
            "embedding 6x4, fm 6x4"),
        new("""{"model": "ONN", "hidden_units": [8]}""", "embedding 6x12"),
        new("""{"model": "ONNv2", "embedding_dim": 3, "hidden_units": [8], "batch_norm": true}""", "embedding 6x18"),
        new("""{"model": "LorentzFM", "embedding_dim": 8}""", "embedding 6x8, products/matrix 6x6"),
        new("""{"model": "HFM", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4, products 15x4"),
        new(
            """{"model": "HFM", "embedding_dim": 4, "interaction_type": "circular_correlation", "use_dnn": false}""",
            "embedding 6x4, products 15x4"),
        new(
            """{"model": "HFM", "embedding_dim": 4, "interaction_type": "hadamard_product", "hidden_units": [8]}""",
            "embedding 6x4, products 15x4"),
        new("""{"model": "DeepIM", "embedding_dim": 4, "hidden_units": [8]}""", "embedding 6x4, orders 2x4"),
        new(
            """{"model": "DeepIM", "embedding_dim": 4, "im_order": 5, "im_batch_norm": true, "hidden_units": null}""",
            "embedding 6x4, orders 5x4"),
        new(
            """{"model": "FLEN", "embedding_dim": 4, "dnn_hidden_units": [8]}""",
            "embedding 6x4, sources 3x4, products 3x4"),
        new("""{"model": "SAM", "embedding_dim": 4}""", "embedding 6x4, similarity 6x6"),
        new("""{"model": "SAM", "embedding_dim": 4, "interaction_type": "SAM2A"}""", "embedding 6x4, similarity 6x6"),
        new(
            """
            {"model": "SAM", "embedding_dim": 4, "interaction_type": "SAM3A", "num_interaction_layers": 2,
            "aggregation": "weighted_pooling", "use_residual": true}
            """,
            "embedding 6x4, layer1 6x4, layer2 6x4"),
        new(
            """
            {"model": "SAM", "embedding_dim": 4, "interaction_type": "SAM3E", "num_interaction_layers": 1,
            "use_residual": true}
            """,
            "embedding 6x4, layer1 6x4"),
    ];
}
