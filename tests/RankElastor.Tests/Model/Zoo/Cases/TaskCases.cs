namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of several tasks; <c>num_tasks: 2</c> asks for a second label.</summary>
static class TaskCases
{
    const string Towers = "\"embedding_dim\": 4, \"num_tasks\": 2, \"tower_hidden_units\": [16]";
    const string Experts = Towers + ", \"expert_hidden_units\": [16, 8], \"gate_hidden_units\": [5]";

    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new($$"""{"model": "ShareBottom", {{Towers}}, "bottom_hidden_units": [32, 8]}""", "embedding 6x4"),
        new("""{"model": "ShareBottom", "embedding_dim": 4, "tower_hidden_units": null}""", "embedding 6x4"),
        new($$"""{"model": "MMoE", {{Experts}}, "num_experts": 3}""", "embedding 6x4, experts 3x8"),
        new(
            $$"""
            {"model": "MMoE", {{Towers}}, "expert_hidden_units": [8], "num_experts": 1, "gate_hidden_units": [],
            "batch_norm": true}
            """,
            "embedding 6x4, experts 1x8"),
        new($$"""{"model": "OMoE", {{Experts}}, "num_experts": 3}""", "embedding 6x4, experts 3x8"),
        new(
            $$"""{"model": "PLE", {{Experts}}, "num_layers": 2, "num_specific_experts": 2, "num_shared_experts": 1}""",
            "embedding 6x4, layer1/experts 5x8, layer2/experts 5x8"),
        new(
            $$"""{"model": "PLE", {{Experts}}, "num_layers": 2, "num_shared_experts": 2, "shared_gate": "all"}""",
            "embedding 6x4, layer1/experts 4x8, layer2/experts 4x8"),
        new($$"""{"model": "ESMM", {{Towers}}}""", "embedding 6x4"),
    ];
}
