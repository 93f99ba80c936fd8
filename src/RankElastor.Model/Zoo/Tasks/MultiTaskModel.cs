using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>
/// A model with a logit for each label: field vectors, what tasks share, and a tower (an MLP that ends in one number)
/// for each task. A data set with one label is a single task.
/// </summary>
public abstract class MultiTaskModel : RankingModel
{
    readonly FieldVectors _fields;
    readonly List<Mlp> _towers = [];

    /// <summary>Starts with the field vectors.</summary>
    protected MultiTaskModel(FieldVectorOptions fields, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("embedding_layer", fields.Width), fields, Parameters, flat: true);
        Warnings = _fields.Warnings;
    }

    /// <inheritdoc/>
    public override int Tasks => Math.Max(1, Schema.Labels.Count);

    /// <summary>Numbers of a row's field vectors, side by side.</summary>
    protected int Inputs => _fields.Numbers;

    /// <summary>Where probes see the field vectors.</summary>
    protected Site Embedding => _fields.Site;

    /// <summary>The field vectors, flat: [B, Inputs].</summary>
    protected Tensor Vectors(Data.Rows.Batch batch, ForwardPass pass) => _fields.Apply(batch, pass).flatten(1);

    /// <summary>Makes the towers, FuxiCTR's <c>tower.0</c> …, for inputs of a width.</summary>
    protected void AddTowers(MlpOptions options, int inputs)
    {
        for (var task = 0; task < Tasks; task++)
        {
            _towers.Add(new Mlp(Root.Sub("tower").Sub(task), inputs, options));
        }
    }

    /// <summary>The towers' sites, <c>tower1/hidden1</c> ….</summary>
    protected IEnumerable<Site> TowerSites => _towers.SelectMany((tower, task) => tower.Sites($"tower{task + 1}"));

    /// <summary>Each tower on its task's input, [B, inputs] each → logits.</summary>
    protected Tensor Towers(IReadOnlyList<Tensor> inputs, ForwardPass pass) =>
        Columns([.. _towers.Zip(inputs, (tower, input) => tower.Apply(input, pass).flatten())]);

    /// <summary>[B] of each task → [B, Tasks], or the only one as it is.</summary>
    protected static Tensor Columns(IReadOnlyList<Tensor> tasks) => tasks.Count == 1 ? tasks[0] : stack(tasks, 1);
}

/// <summary>Keys of models of several tasks, under FuxiCTR's names.</summary>
static class TaskKeys
{
    /// <summary>How many tasks there are.</summary>
    public static Key<int?> Count { get; } = Key.Whole(
        "num_tasks", "Tasks, as many as the data set has labels.", least: 1).OrNone() with
    { DefaultWords = "the number of labels", Example = "2" };

    static readonly NetworkKeys _network = new(null, "hidden_activations", activation: "ReLU");

    /// <summary>The keys of the vectors, and of activations, dropout and batch normalisation of all networks.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [.. FieldVectorOptions.Keys, .. _network.Keys, Count];

    /// <summary>Widths of the towers' hidden layers.</summary>
    public static Key<IReadOnlyList<int>> Towers(params IReadOnlyList<int> absent) =>
        NetworkKeys.Units("tower_hidden_units", "Widths of the hidden layers of each task's tower.", absent);

    /// <summary>Widths of the experts' layers.</summary>
    public static Key<IReadOnlyList<int>> Experts { get; } = NetworkKeys.Units(
        "expert_hidden_units", "Widths of the layers of each expert; the last is its output.", 512, 256, 128);

    /// <summary>Widths of the gates' hidden layers.</summary>
    public static Key<IReadOnlyList<int>> Gates { get; } =
        NetworkKeys.Units("gate_hidden_units", "Widths of the hidden layers of each gate.", 128, 64);

    /// <summary>A network with the given hidden layers.</summary>
    public static MlpOptions Network(ConfigSection config, Key<IReadOnlyList<int>> units, int? outputs) =>
        _network.Read(config, units.Read(config), outputs);

    /// <summary>A network whose last hidden layer is its output, so that it needs one.</summary>
    /// <exception cref="InputException">It has none.</exception>
    public static MlpOptions Body(ConfigSection config, Key<IReadOnlyList<int>> units) =>
        units.Read(config).Count > 0 ? Network(config, units, outputs: null)
        : throw config.Wrong(units.Name, "no layers", "at least one: the last is the output");

    /// <summary>Refuses a number of tasks other than that of the labels.</summary>
    /// <exception cref="InputException">It is another.</exception>
    public static void Check(ConfigSection config, Schema schema)
    {
        if (Count.Read(config) is { } tasks && tasks != schema.Labels.Count)
        {
            throw config.Wrong(
                "num_tasks", tasks, $"{schema.Labels.Count}, one for each label: {string.Join(", ", schema.Labels)}");
        }
    }
}
