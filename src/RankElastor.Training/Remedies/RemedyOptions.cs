using System.Globalization;

namespace RankElastor.Training.Remedies;

/// <summary>
/// An entry of <c>remedies</c>: one of <see cref="RemedyCatalogue"/>, where, how strongly, since when.
/// </summary>
public sealed record RemedyOptions
{
    /// <summary>The penalty's name.</summary>
    public required string Name { get; init; }

    /// <summary>A site of the model, or several by <c>*</c> and <c>?</c>; null for the penalty's own choice.</summary>
    public string? Site { get; init; }

    /// <summary>The penalty's factor, above 0. Several sites share it: the penalty is their mean.</summary>
    public double Weight { get; init; } = 0.01;

    /// <summary>Evenly spaced rows of the batch that the penalty sees, at least 2; 0 for all.</summary>
    public int Rows { get; init; } = 512;

    /// <summary>True: no part of the loss until <see cref="RemedySet.Activate"/> is called.</summary>
    public bool IsDormant { get; init; }

    /// <summary>File and key as an error message should name them.</summary>
    public string Where { get; init; } = "remedies";

    /// <summary><c>von_neumann_entropy(site: block1/ffn, weight: 0.01, rows: 512, start: training)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}(site: {Site ?? "all"}, weight: {Weight}, rows: {(Rows == 0 ? "all" : Rows)}, "
        + $"start: {(IsDormant ? "alarm" : "training")})");
}
