namespace RankElastor.Tests.Model.Zoo;

/// <summary>Pieces of definitions in double, by plain loops.</summary>
static class Loops
{
    public static double Dot(IEnumerable<double> left, IEnumerable<double> right) =>
        left.Zip(right, (a, b) => a * b).Sum();

    public static double[] Map(Func<int, double> value, int count) => [.. Enumerable.Range(0, count).Select(value)];

    /// <summary>A named Linear of one vector, with its bias where it has one.</summary>
    public static double[] Linear(Observed model, string name, double[] x, bool bias = true) =>
        Linear(model[$"{name}.weight"], bias ? model[$"{name}.bias"] : null, x);

    /// <summary>A weight [out, in], row-major, times a vector, and a bias.</summary>
    public static double[] Linear(double[] weight, double[]? bias, double[] x) =>
        [.. weight.Chunk(x.Length).Select((row, at) => Dot(row, x) + (bias?[at] ?? 0))];

    public static double[] Relu(IEnumerable<double> x) => [.. x.Select(value => Math.Max(0, value))];

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double[] Softmax(IEnumerable<double> scores)
    {
        double[] powers = [.. scores.Select(Math.Exp)];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>Σ weights_i x_i of vectors.</summary>
    public static double[] Sum(double[] weights, double[][] x) =>
        Map(e => weights.Zip(x, (weight, vector) => weight * vector[e]).Sum(), x[0].Length);

    public static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    /// <summary>A named layer normalisation of one vector.</summary>
    public static double[] Norm(Observed model, string name, double[] x)
    {
        var mean = x.Average();
        var variance = x.Average(value => (value - mean) * (value - mean));
        var (gain, bias) = (model[$"{name}.weight"], model[$"{name}.bias"]);
        return Map(e => (x[e] - mean) / Math.Sqrt(variance + 1e-5) * gain[e] + bias[e], x.Length);
    }
}
