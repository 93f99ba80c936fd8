using System.Globalization;
using RankElastor.Data.Datasets;

namespace RankElastor.Tuning;

/// <summary>
/// What the ranks inside a trained network say about its shape: the last block goes where the rank does not grow in
/// it, and what fills its matrix gets a wider one. A rank is the entropy rank on singular values of a row's matrix as a
/// ratio to matrices without structure of the same shape (<c>baseline_ratio</c>), on validation rows.
/// </summary>
/// <param name="sites">
/// By dimension the site whose width it sets: a site's name, or the last part of one in a block (<c>ffn</c>: of the
/// last block); <c>blocks</c> for the dimension that counts blocks.
/// </param>
public sealed class RankGuide(IReadOnlyDictionary<string, string> sites)
{
    /// <summary>A site fills its matrix from this share of a structureless one's rank on.</summary>
    public const double Saturated = 0.95;

    /// <summary>The word for the dimension that counts blocks.</summary>
    public const string Blocks = "blocks";

    const string Ratio = "baseline_ratio";

    /// <summary>
    /// Steps from a point, the most advised first: one block less, then wider sites from the fullest on; none where
    /// ranks are not known.
    /// </summary>
    /// <param name="point">A point that was tried.</param>
    /// <param name="dimensions">The space.</param>
    public IReadOnlyList<SearchMove> Advice(TriedPoint point, IReadOnlyList<TunerDimension> dimensions)
    {
        List<(double Weight, SearchMove Step)> advice = [];
        for (var i = 0; i < dimensions.Count; i++)
        {
            if (!sites.TryGetValue(dimensions[i].Name, out var site))
            {
                continue;
            }

            if (site == Blocks)
            {
                if (Growth(point) <= 0)
                {
                    advice.Add((double.PositiveInfinity, new(i, -1)));
                }
            }
            else if (RatioOf(point, site) is var ratio && ratio >= Saturated)
            {
                advice.Add((ratio, new(i, 1)));
            }
        }

        return [.. advice.OrderByDescending(each => each.Weight).ThenBy(each => each.Step.Dimension)
            .Select(each => each.Step)];
    }

    /// <summary>The ratio at the last site with a matrix per row; NaN without ranks.</summary>
    public static double RatioAtEnd(TriedPoint point) =>
        point.Spectra.Count == 0 ? double.NaN : At(point, point.Spectra.Keys.Last());

    /// <summary>How far the ratio rises in the last block; NaN without blocks or ranks.</summary>
    public static double Growth(TriedPoint point)
    {
        var blocks = point.Spectra.Keys.Select(BlockOf).Max() ?? 0;
        var last = point.Spectra.Keys.LastOrDefault(site => BlockOf(site) == blocks);
        var before = point.Spectra.Keys.LastOrDefault(site => BlockOf(site) is null || BlockOf(site) < blocks);
        return blocks == 0 || last is null || before is null ? double.NaN : At(point, last) - At(point, before);
    }

    static double RatioOf(TriedPoint point, string site) => point.Spectra.Keys.LastOrDefault(
        known => known == site || known.EndsWith($"/{site}", StringComparison.Ordinal)) is { } found
        ? At(point, found) : double.NaN;

    static double At(TriedPoint point, string site) => point.Spectra[site].GetValueOrDefault(Ratio, double.NaN);

    /// <summary>The number in <c>block2/ffn</c>; null elsewhere.</summary>
    static int? BlockOf(string site) => site.StartsWith("block", StringComparison.Ordinal) && int.TryParse(
        site.AsSpan(5, Math.Max(0, site.Split('/')[0].Length - 5)), NumberStyles.None, CultureInfo.InvariantCulture,
        out var number) ? number : null;
}
