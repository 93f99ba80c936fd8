using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Model.Layers.Histories;

/// <summary>Options of a <see cref="TargetAttention"/>, in FuxiCTR's terms.</summary>
public sealed record TargetAttentionOptions
{
    /// <summary>Width of queries, keys and values, all heads together.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Heads that share the width.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Divides the scores by √(width of a head).</summary>
    public bool Scale { get; init; } = true;

    /// <summary>Whether there are queries, keys and values; else the vectors themselves are all three.</summary>
    public bool Projects { get; init; } = true;

    /// <summary>Dropout of the weights.</summary>
    public double Dropout { get; init; }

    /// <summary>The items that a head sees: those with its highest scores; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>The keys; a model has not all of them.</summary>
    internal static KeyTable<TargetAttentionOptions> KeysOf(bool scale = false, bool projects = false)
    {
        var keys = new KeyTable<TargetAttentionOptions>(() => new())
        {
            {
                Key.Whole("attention_dim", "Width of the attention, a multiple of num_heads.", least: 1,
                    most: Key.MostWidth),
                options => options.Width
            },
            {
                Key.Whole("num_heads", "Heads that share the width.", least: 1, most: Key.MostWidth),
                options => options.Heads
            },
            {
                Key.Real("attention_dropout", "Dropout of the attention's weights.", least: 0, below: 1),
                options => options.Dropout
            },
        };
        if (scale)
        {
            keys.Add(
                Key.Flag("use_scale", "Divides the scores by the root of a head's width."), options => options.Scale);
        }

        if (projects)
        {
            keys.Add(
                Key.Flag("use_qkvo", "Queries, keys and values; False: the vectors themselves are all three."),
                options => options.Projects);
        }

        return keys;
    }

    /// <summary>The width inside, for vectors of this width.</summary>
    /// <exception cref="InputException">The heads cannot share it.</exception>
    internal int WidthFor(int width)
    {
        var inner = Projects ? Width : width;
        return inner % Heads == 0 ? inner : throw InputException.At(
            "num_heads", $"{Heads} of {inner} numbers", Projects
                ? "a divisor of attention_dim" : "without use_qkvo a divisor of an item's numbers");
    }
}
