using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Representations;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using static TorchSharp.torch;

namespace RankElastor.Training.Inspection;

// n rows, p and q widths

/// <summary>Directions, classes and likeness of representations of the same rows.</summary>
static class SiteGeometry
{
    /// <summary>The most rows of measures that look at pairs of rows.</summary>
    public const int PairRows = 512;

    const int RowsPerColumn = 10; // below it the discriminant behind vci over-fits

    /// <summary>
    /// <c>uniformity</c> (ln mean e^(−2‖u−v‖²) over pairs of rows), <c>alignment</c> (mean ‖u−v‖² over neighbours of
    /// one label), both of unit vectors; <c>vci</c> and <c>nc1</c> of the two labels, refused with too few rows for the
    /// width.
    /// </summary>
    public static InspectedMatrix Of(SiteTensor site, ReadOnlySpan<float> labels)
    {
        var rows = labels.Length;
        var pairs = Math.Min(rows, PairRows);
        var measures = new Dictionary<string, double>
        {
            [InspectionMeasures.Uniformity] = Hypersphere.Uniformity(site.First(pairs), pairs),
            [InspectionMeasures.Alignment] = Alignment(site, labels[..pairs]),
        };
        var refused = new Dictionary<string, string>();
        var classes = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            classes[i] = labels[i] > 0.5f ? 1 : 0;
        }

        if (rows < RowsPerColumn * site.Width)
        {
            refused[InspectionMeasures.Vci] =
                $"{rows} rows for {site.Width} columns, fewer than {RowsPerColumn} per column";
        }
        else
        {
            var collapse = VariabilityCollapse.Of(site.Values, classes, site.Width, 2);
            measures[InspectionMeasures.Vci] = collapse.Vci;
            measures[InspectionMeasures.Nc1] = collapse.Nc1;
        }

        return new InspectedMatrix(site.Site, rows, site.Width, 1, Present(measures))
        {
            Refused = refused.Count > 0 ? refused : null,
        };
    }

    /// <summary>A module's input and output: cka, and how many directions it uses.</summary>
    public static SitePair Module(SiteTensor from, SiteTensor to, int rows)
    {
        var (input, output) = (Eigenvalues(from, rows), Eigenvalues(to, rows));
        var used = UtilisedRank.Of(input, output);
        return new SitePair(from.Site, to.Site, Present(new Dictionary<string, double>
        {
            [InspectionMeasures.Cka] = Cka(from, to, rows),
            [InspectionMeasures.UtilisedRank] = used,
            [InspectionMeasures.UtilisedShare] = used / Math.Min(rows, Math.Min(from.Width, to.Width)),
        }));
    }

    public static SitePair Same(SiteTensor ours, SiteTensor theirs, int rows) =>
        new(
            ours.Site, theirs.Site,
            Present(new Dictionary<string, double> { [InspectionMeasures.Cka] = Cka(ours, theirs, rows) }));

    static double Cka(SiteTensor x, SiteTensor y, int rows)
    {
        var pairs = Math.Min(rows, PairRows);
        return Numerics.Representations.Cka.LinearUnbiased(x.First(pairs), y.First(pairs), pairs);
    }

    static double Alignment(SiteTensor site, ReadOnlySpan<float> labels)
    {
        var (left, right) = (new List<float>(), new List<float>());
        Span<int> last = [-1, -1];
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i] > 0.5f ? 1 : 0;
            if (last[label] >= 0)
            {
                left.AddRange(site.Values.AsSpan(last[label] * site.Width, site.Width));
                right.AddRange(site.Values.AsSpan(i * site.Width, site.Width));
            }

            last[label] = i;
        }

        var pairs = left.Count / site.Width;
        return pairs == 0 ? double.NaN : Hypersphere.Alignment(left.ToArray(), right.ToArray(), pairs);
    }

    /// <summary>Of the centred rows; all 0 where these are the same but for rounding.</summary>
    static double[] Eigenvalues(SiteTensor site, int rows)
    {
        using var scope = NewDisposeScope();
        var x = tensor(site.Values).reshape(rows, site.Width).to(ScalarType.Float64);
        var energy = x.square().sum().item<double>();
        x -= x.mean([0], keepdim: true);
        var left = x.square().sum().item<double>();
        return DecayMeasures.IsConstant(left, energy)
            ? [.. Enumerable.Repeat(energy - energy, Math.Min(rows, site.Width))]
            : [.. GramSpectrum.Of(x.unsqueeze(0))[0].Select(s => s * s)];
    }

    static Dictionary<string, double> Present(Dictionary<string, double> measures) =>
        measures.Where(measure => !double.IsNaN(measure.Value)).ToDictionary();
}
