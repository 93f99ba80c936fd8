using RankElastor.Numerics.Randomness;

namespace RankElastor.Model.Parameters;

/// <summary>Fills a new tensor (row-major) from a stream of its own.</summary>
public delegate void Initialiser(Span<float> values, long[] shape, SeededRandom random);

/// <summary>The initialisations of the field's reference implementations.</summary>
static class Initialisers
{
    public static Initialiser Zeros { get; } = (values, _, _) => values.Clear();
    public static Initialiser Ones { get; } = (values, _, _) => values.Fill(1f);

    /// <summary>Xavier normal, std = √(2 / (fan_in + fan_out)); the fans are each slice's last two axes.</summary>
    public static Initialiser XavierNormal { get; } = (values, shape, random) =>
        FillNormal(values, random, Math.Sqrt(2.0 / (shape[^1] + shape[^2])));

    /// <summary>Xavier normal for a convolution kernel [out, in, width].</summary>
    public static Initialiser XavierNormalConvolution { get; } = (values, shape, random) =>
        FillNormal(values, random, Math.Sqrt(2.0 / ((shape[0] + shape[1]) * shape[2])));

    /// <summary>Normal with mean 0.</summary>
    public static Initialiser Normal(double std) => (values, _, random) => FillNormal(values, random, std);

    /// <summary>Uniform between −bound and bound.</summary>
    public static Initialiser Uniform(double bound) => (values, _, random) =>
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(bound * (2 * random.NextDouble() - 1));
        }
    };

    /// <summary>Torch's own for a weight [out, in, …]: uniform between ∓1 / √(in …).</summary>
    public static Initialiser TorchUniform { get; } = (values, shape, random) =>
        Uniform(1 / Math.Sqrt(values.Length / (double)shape[0]))(values, shape, random);

    /// <summary>An identity matrix in each slice of the last two axes.</summary>
    public static Initialiser Identity { get; } = (values, shape, _) =>
    {
        var (rows, columns) = (shape[^2], shape[^1]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i / columns % rows == i % columns ? 1 : 0;
        }
    };

    /// <summary>A vector for each position p, the rows: sin(p ω_j) and cos(p ω_j) in turn, ω_j = 10000^(−2j / width).
    /// </summary>
    public static Initialiser Sinusoids { get; } = (values, shape, _) =>
    {
        var width = (int)shape[^1];
        for (var i = 0; i < values.Length; i++)
        {
            var (position, column) = (i / width, i % width);
            var angle = position * Math.Pow(10000, -2.0 * (column / 2) / width);
            values[i] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
    };

    static void FillNormal(Span<float> values, SeededRandom random, double std)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(std * random.NextNormal());
        }
    }
}
