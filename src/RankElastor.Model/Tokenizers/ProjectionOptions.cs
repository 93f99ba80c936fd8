using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;

namespace RankElastor.Model.Tokenizers;

/// <summary>An MLP that ends in a Linear: per hidden unit Linear → [RMSNorm] → activation → dropout.</summary>
public sealed record ProjectionOptions
{
    /// <summary>Hidden widths; empty for a single Linear.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    /// <summary>Activation of all hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Dropout after each activation, [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>RMSNorm before each activation.</summary>
    public bool Norm { get; init; } = true;

    /// <summary>The options under the reference's names.</summary>
    public static ProjectionOptions Read(ConfigSection section) => new()
    {
        HiddenUnits = section.Wholes("hidden_units", [500]),
        Activation = Activation.Parse($"{section.Where}: activation", section.Text("activation", "relu")!),
        Dropout = section.Number("dropout", 0) is var probability and >= 0 and < 1
            ? probability
            : throw section.Wrong("dropout", section.Get("dropout"), "[0, 1)"),
        Norm = section.Flag("use_layer_norm", true),
    };
}
