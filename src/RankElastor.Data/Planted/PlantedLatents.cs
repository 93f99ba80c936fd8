using RankElastor.Data.Planted.Zipf;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted;

/// <summary>
/// The latent row of each identifier of one field: linear effect w, pair vectors u and v, one vector per higher-order
/// interaction. Every component has mean zero under the field's law, which makes the parts of the logit uncorrelated
/// (functional ANOVA). A numeric field has one row, multiplied by its value, whose law has mean 0 and variance 1.
/// </summary>
sealed class PlantedLatents
{
    readonly double[] _table;
    readonly double[] _law;

    /// <summary>Draws the rows of a categorical field; of a numeric one at cardinality 1.</summary>
    internal PlantedLatents(int cardinality, double exponent, int width, SeededRandom random)
    {
        Width = width;
        _law = cardinality == 1 ? [1] : ZipfDistribution.Probabilities(cardinality, exponent);
        _table = new double[(long)cardinality * width];
        for (var i = 0; i < _table.Length; i++)
        {
            _table[i] = random.NextNormal();
        }

        for (var component = 0; component < width && cardinality > 1; component++)
        {
            Centre(component);
        }
    }

    internal int Width { get; }

    /// <summary>Rows; 1 for a numeric field.</summary>
    internal int Cardinality => _law.Length;

    internal ReadOnlySpan<double> Row(int id) => _table.AsSpan(id * Width, Width);

    internal double Covariance(int a, int b)
    {
        var sum = 0.0;
        for (var id = 0; id < _law.Length; id++)
        {
            sum += _law[id] * _table[id * Width + a] * _table[id * Width + b];
        }

        return sum;
    }

    internal void Scale(int first, int count, double factor)
    {
        for (var id = 0; id < _law.Length; id++)
        {
            foreach (ref var value in _table.AsSpan(id * Width + first, count))
            {
                value *= factor;
            }
        }
    }

    /// <summary>Mean 0 and, so that no field is mute by chance, variance 1.</summary>
    void Centre(int component)
    {
        var mean = 0.0;
        for (var id = 0; id < _law.Length; id++)
        {
            mean += _law[id] * _table[id * Width + component];
        }

        for (var id = 0; id < _law.Length; id++)
        {
            _table[id * Width + component] -= mean;
        }

        Scale(component, 1, 1 / Math.Sqrt(Covariance(component, component)));
    }
}
