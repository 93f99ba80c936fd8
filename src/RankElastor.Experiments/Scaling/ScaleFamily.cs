namespace RankElastor.Experiments.Scaling;

/// <summary>A way to grow: sizes from the smallest on.</summary>
/// <param name="Name">For people.</param>
/// <param name="Shapes">All begin with the same.</param>
sealed record ScaleFamily(string Name, IReadOnlyList<ScaleShape> Shapes)
{
    static readonly int[] _factors = [1, 2, 3, 4];

    /// <summary>More blocks, figure 7, right.</summary>
    public static ScaleFamily Depth { get; } = new("depth", [.. _factors.Select(times => new ScaleShape(times, 1))]);

    /// <summary>Wider per-token networks, figure 7, left.</summary>
    public static ScaleFamily Width { get; } = new("width", [.. _factors.Select(times => new ScaleShape(1, times))]);

    /// <summary>Both, figure 8.</summary>
    public static ScaleFamily Joint { get; } =
        new("joint", [.. _factors.Select(times => new ScaleShape(times, times))]);

    /// <summary>All.</summary>
    public static IReadOnlyList<ScaleFamily> All { get; } = [Depth, Width, Joint];

    /// <summary>Those that grow in one way.</summary>
    public static IReadOnlyList<ScaleFamily> Single { get; } = [Depth, Width];

    /// <summary>Every size once: what is trained.</summary>
    public static IReadOnlyList<ScaleShape> AllShapes { get; } =
        [.. All.SelectMany(family => family.Shapes).Distinct()];
}
