using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>Options of models whose tasks mix experts: MMoE, OMoE, PLE.</summary>
public sealed record ExpertOptions
{
    static readonly Key<IReadOnlyList<int>> _towers = TaskKeys.Towers(128, 64);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. TaskKeys.Keys, TaskKeys.Experts, TaskKeys.Gates, _towers];

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>Each expert; its last hidden layer is its output.</summary>
    public required MlpOptions Expert { get; init; }

    /// <summary>Each gate; its outputs are the experts that it weighs, whatever is said here.</summary>
    public required MlpOptions Gate { get; init; }

    /// <summary>Each task's own network, which ends in one number.</summary>
    public required MlpOptions Tower { get; init; }

    /// <summary>Reads the keys.</summary>
    public static ExpertOptions From(ConfigSection config) => new()
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        Expert = TaskKeys.Body(config, TaskKeys.Experts),
        Gate = TaskKeys.Network(config, TaskKeys.Gates, outputs: null),
        Tower = TaskKeys.Network(config, _towers, outputs: 1),
    };
}
