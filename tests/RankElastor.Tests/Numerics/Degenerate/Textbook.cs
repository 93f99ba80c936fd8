namespace RankElastor.Tests.Numerics.Degenerate;

/// <summary>
/// Every measure by its textbook formula in float64, with the stated value where the formula has none: 0 for a rank of
/// a zero matrix, NaN for all else that is undefined and for numbers that are not finite.
/// </summary>
static class Textbook
{
    const double Single = 1.1920928955078125e-07; // 2^−23

    public static Dictionary<string, double> Ranks(DegenerateInput x)
    {
        var smaller = Math.Min(x.Rows, x.Columns);
        double[] s = [.. Eigen(Gram(x)).Values.Select(value => Math.Sqrt(Math.Max(value, 0))).OrderDescending().Take(
            smaller)];
        var (zero, rounding) = (s[0] == 0, s[0] * Math.Max(x.Rows, x.Columns) * Single);
        double energy = s.Sum(v => v / s[0] * (v / s[0])), sum = s.Sum(v => v / s[0]);
        var kept = s.Where(v => v > rounding).ToArray();
        double Rank(double value) => !x.IsFinite ? double.NaN : zero ? 0 : value;
        double Else(double value) => !x.IsFinite || zero ? double.NaN : value;
        return new Dictionary<string, double>
        {
            ["sv"] = Rank(Entropy(s)),
            ["ev"] = Rank(Entropy(Squares(s))),
            ["reference"] = x.IsFinite ? Entropy([.. s.Select(v => v + 1e-12)]) : double.NaN,
            ["stable"] = Rank(energy),
            ["participation"] = Rank(energy * energy / s.Sum(v => Math.Pow(v / s[0], 4))),
            ["abundance"] = Rank(sum),
            ["numerical"] = Rank(kept.Length),
            ["largest"] = x.IsFinite ? s[0] : double.NaN,
            ["rankme"] = Rank(Math.Exp(-s.Select(v => v / s[0] / sum + 1e-7).Sum(p => p * Math.Log(p)))),
            ["top1"] = Else(1 / energy),
            ["condition"] = Else(s[0] / kept.LastOrDefault()),
        };
    }

    public static Dictionary<string, double> OfRows(DegenerateInput x)
    {
        var centred = Centred(x);
        var (energy, left) = (x.Values.Sum(v => (double)v * v), centred.Sum(row => row.Sum(v => v * v)));
        var undefined = !x.IsFinite || left <= Single * Single * energy;
        double[] covariance = [.. Eigen(Covariance(centred)).Values.Select(v => Math.Max(v, 0)).Order()];
        double[] lengths = [.. Rows(x).Select(row => Math.Sqrt(row.Sum(v => v * v)))];
        var zeros = lengths.Count(length => length == 0);
        var units = Rows(x).Zip(lengths).Where(row => row.Second > 0)
            .Select(row => row.First.Select(v => v / row.Second).ToArray()).ToList();
        double[] cosines = [.. from i in Enumerable.Range(0, units.Count) from j in Enumerable.Range(0, i)
            select Dot(units[i], units[j])];
        double Defined(double value, bool none) => none || !x.IsFinite ? double.NaN : value;
        return new Dictionary<string, double>
        {
            ["stable_rank_centred"] = undefined ? double.NaN : covariance.Sum() / covariance[^1],
            ["entropy_rank_ev_centred"] = undefined ? double.NaN : Entropy(covariance),
            ["entropy_rank_sv_centred"] = undefined ? double.NaN : Entropy([.. covariance.Select(Math.Sqrt)]),
            ["mean_energy"] = Defined(1 - left / energy, energy == 0),
            ["rms"] = Defined(Math.Sqrt(energy / x.Values.Length), false),
            ["zero_share"] = Defined(zeros / (double)x.Rows, false),
            ["mean_cosine"] = Defined(cosines.DefaultIfEmpty(0).Average(), units.Count < 2),
            ["residual_share"] = Defined(Math.Sqrt(left / energy), energy == 0),
            ["uniformity"] = Defined(
                Math.Log(cosines.DefaultIfEmpty(0).Average(c => Math.Exp(-2 * (2 - 2 * c)))), zeros > 0 || x.Rows < 2),
        };
    }

    /// <summary>Of a layer whose units are the columns.</summary>
    public static Dictionary<string, double> OfUnits(DegenerateInput x)
    {
        var columns = Enumerable.Range(0, x.Columns).Select(j => Rows(x).Select(row => row[j]).ToArray()).ToList();
        var largest = columns.Max(unit => unit.Max(Math.Abs));
        var rms = Math.Sqrt(x.Values.Average(v => (double)v * v));
        bool Dead(double[] unit) => unit.Max(Math.Abs) <= Math.Max(1e-6 * largest, 1e-8);
        bool Pinned(double[] unit) => Math.Sqrt(unit.Average(v => (v - unit.Average()) * (v - unit.Average())))
            <= 1e-3 * rms;
        var codes = Rows(x).Select(row => string.Concat(row.Select(v => v > 0 ? '1' : '0'))).Distinct().Count();
        double Share(double value) => x.IsFinite ? value : double.NaN;
        return new Dictionary<string, double>
        {
            ["dead"] = Share(columns.Count(Dead) / (double)x.Columns),
            ["saturated"] = x.Rows < 2
                ? double.NaN
                : Share(columns.Count(unit => !Dead(unit) && Pinned(unit)) / (double)x.Columns),
            ["redundancy"] = Share(1 - codes / (double)x.Rows),
        };
    }

    /// <summary>Of the sizes of the numbers as weights of queries over keys.</summary>
    public static Dictionary<string, double> OfAttention(DegenerateInput x)
    {
        var rows = Rows(x).Select(row => Array.ConvertAll(row, Math.Abs)).ToList();
        double[] entropies = [.. rows.Where(row => row.Sum() > 0)
            .Select(row => Math.Log(Entropy(row)) / Math.Log(x.Columns))];
        var defined = x.IsFinite && x.Columns > 1;
        double Of(double value) => defined && entropies.Length > 0 ? value : double.NaN;
        return new Dictionary<string, double>
        {
            ["mean"] = Of(entropies.DefaultIfEmpty(0).Average()),
            ["least"] = Of(entropies.DefaultIfEmpty(0).Min()),
            ["one-hot"] = Of(entropies.Count(e => e < 0.05) / (double)entropies.Length),
            ["uniform"] = Of(entropies.Count(e => e > 0.99) / (double)entropies.Length),
            ["masked"] = defined ? rows.Count(row => row.Sum() == 0) / (double)x.Rows : double.NaN,
        };
    }

    /// <summary>exp of the entropy of weights, which are divided by their sum; 0 ln 0 = 0.</summary>
    static double Entropy(IReadOnlyCollection<double> weights)
    {
        var (largest, entropy) = (weights.Max(), 0.0);
        var sum = weights.Sum(w => w / largest);
        foreach (var p in weights.Select(w => w / largest / sum).Where(p => p > 0))
        {
            entropy -= p * Math.Log(p);
        }

        return Math.Exp(entropy);
    }

    static double[] Squares(double[] s) => [.. s.Select(v => v / s.Max() * (v / s.Max()))];

    static IEnumerable<double[]> Rows(DegenerateInput x) => Enumerable.Range(0, x.Rows)
        .Select(i => Enumerable.Range(0, x.Columns).Select(j => x[i, j]).ToArray());

    public static double[][] Centred(DegenerateInput x)
    {
        var rows = Rows(x).ToArray();
        double[] means = [.. Enumerable.Range(0, x.Columns).Select(j => rows.Average(row => row[j]))];
        return Array.ConvertAll(rows, row => row.Select((v, j) => v - means[j]).ToArray());
    }

    static double[][] Gram(DegenerateInput x)
    {
        var rows = Rows(x).ToArray();
        return x.Rows < x.Columns ? Covariance(rows, turned: true) : Covariance(rows);
    }

    static double[][] Covariance(double[][] rows, bool turned = false)
    {
        double[][] columns = turned
            ? rows
            : [.. Enumerable.Range(0, rows[0].Length).Select(j => Array.ConvertAll(rows, row => row[j]))];
        return Array.ConvertAll(columns, a => Array.ConvertAll(columns, b => Dot(a, b)));
    }

    static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    static SymmetricEigen Eigen(double[][] matrix) => SymmetricEigen.Of(matrix);
}
