using System.Globalization;
using RankElastor.Data.Configuration;

namespace RankElastor.Experiments.Scaling;

/// <summary>A size of a model: its number of blocks, and how often the hidden size of the per-token networks.</summary>
readonly record struct ScaleShape(int Depth, int Width)
{
    const string Network = "interaction_mlp_params", Hidden = "hidden_units";

    /// <summary>Part of the names of its runs.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"depth{Depth}_width{Width}");

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"depth {Depth}, width × {Width}");

    /// <summary>The experiment in this size.</summary>
    /// <exception cref="Data.Files.InputException">It does not say how wide its per-token networks are.</exception>
    public Experiment Of(Experiment start)
    {
        var config = start.Config;
        var network = config.Section(Network) ?? throw config.Wrong(Network, null, $"a mapping with {Hidden}");
        var hidden = network.Wholes(Hidden, []);
        if (hidden.Count == 0)
        {
            throw network.Wrong(Hidden, null, "one whole number or more");
        }

        var width = Width;
        object? wider = hidden.Select(object? (units) => (long)units * width).ToList();
        var scaled = new ConfigSection(network.Where, new Dictionary<string, object?> { [Hidden] = wider });
        return start.Varied($"{start.Id}_{Name}", config.OverlaidBy(new ConfigSection(
            config.Where,
            new Dictionary<string, object?> { ["depth"] = (long)Depth, [Network] = network.OverlaidBy(scaled) })));
    }
}
