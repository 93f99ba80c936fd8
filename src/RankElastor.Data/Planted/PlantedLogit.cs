using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted;

/// <summary>The parts of one row's logit; the bias is left out.</summary>
readonly record struct LogitParts(double Linear, double Pair, double HighOrder)
{
    internal double Sum => Linear + Pair + HighOrder;
}

/// <summary>
/// The true logit: Σ_f w_f[id] + Σ_{f&lt;g} ⟨u_f[id], v_g[id]⟩ + Σ_interactions Σ_r Π_f a_f,r[id]. Each part has mean
/// 0 and the standard deviation that the options state, exactly, under the law of the fields.
/// </summary>
sealed class PlantedLogit
{
    readonly PlantedOptions _options;
    readonly PlantedLatents[] _fields;
    readonly int[][] _offsets;

    internal PlantedLogit(PlantedOptions options, SeededRandom random)
    {
        _options = options;
        var widths = new int[options.Fields];
        Array.Fill(widths, 1 + 2 * options.Rank);
        _offsets = [.. options.HighOrder.Select(interaction =>
            interaction.Fields.Select(member => (widths[member] += interaction.Rank) - interaction.Rank).ToArray())];
        _fields = new PlantedLatents[options.Fields];
        for (var i = 0; i < _fields.Length; i++)
        {
            var cardinality = i < options.Cardinalities.Count ? options.Cardinalities[i] : 1;
            _fields[i] = new PlantedLatents(cardinality, options.ZipfExponent, widths[i], random.Fork(i));
        }

        ScaleLinear();
        ScalePairs();
        for (var i = 0; i < _offsets.Length; i++)
        {
            ScaleInteraction(options.HighOrder[i], _offsets[i]);
        }
    }

    /// <summary>The parts for identifiers counted from 0 and the values of the numeric fields.</summary>
    internal LogitParts Of(ReadOnlySpan<int> ids, ReadOnlySpan<float> numbers)
    {
        var rank = _options.Rank;
        Span<double> sum = stackalloc double[rank];
        var (linear, pair) = (0.0, 0.0);
        for (var i = 0; i < _fields.Length; i++)
        {
            var row = Row(i, ids);
            var factor = Factor(i, numbers);
            linear += factor * row[0];
            for (var r = 0; r < rank; r++)
            {
                pair += factor * row[1 + rank + r] * sum[r];
                sum[r] += factor * row[1 + r];
            }
        }

        var high = 0.0;
        for (var i = 0; i < _offsets.Length; i++)
        {
            high += Interaction(_options.HighOrder[i], _offsets[i], ids, numbers);
        }

        return new LogitParts(linear, pair, high);
    }

    double Interaction(PlantedInteraction interaction, int[] offsets, ReadOnlySpan<int> ids,
        ReadOnlySpan<float> numbers)
    {
        var sum = 0.0;
        for (var r = 0; r < interaction.Rank; r++)
        {
            var product = 1.0;
            for (var j = 0; j < offsets.Length; j++)
            {
                var member = interaction.Fields[j];
                product *= Factor(member, numbers) * Row(member, ids)[offsets[j] + r];
            }

            sum += product;
        }

        return sum;
    }

    ReadOnlySpan<double> Row(int member, ReadOnlySpan<int> ids) =>
        _fields[member].Row(member < ids.Length ? ids[member] : 0);

    double Factor(int member, ReadOnlySpan<float> numbers) =>
        member < _options.Cardinalities.Count ? 1 : numbers[member - _options.Cardinalities.Count];

    void ScaleLinear()
    {
        var variance = _fields.Sum(field => field.Covariance(0, 0));
        Array.ForEach(_fields, field => field.Scale(0, 1, _options.LinearScale / Math.Sqrt(variance)));
    }

    /// <summary>The variance is Σ_{f&lt;g} tr(Cov(u_f) Cov(v_g)): pairs are uncorrelated, all means are 0.</summary>
    void ScalePairs()
    {
        var rank = _options.Rank;
        var (variance, before) = (0.0, new double[rank, rank]);
        foreach (var field in _fields)
        {
            field.Scale(1, 2 * rank, Math.Pow(field.Cardinality, -_options.PairDamping));
            for (var r = 0; r < rank; r++)
            {
                for (var s = 0; s < rank; s++)
                {
                    variance += before[r, s] * field.Covariance(1 + rank + r, 1 + rank + s);
                    before[r, s] += field.Covariance(1 + r, 1 + s);
                }
            }
        }

        if (variance > 0)
        {
            Array.ForEach(_fields, field =>
                field.Scale(1, 2 * rank, Math.Sqrt(_options.PairScale / Math.Sqrt(variance))));
        }
    }

    /// <summary>The variance is Σ_{r,s} Π_f Cov(a_f,r, a_f,s).</summary>
    void ScaleInteraction(PlantedInteraction interaction, int[] offsets)
    {
        var variance = 0.0;
        for (var r = 0; r < interaction.Rank; r++)
        {
            for (var s = 0; s < interaction.Rank; s++)
            {
                var product = 1.0;
                for (var j = 0; j < offsets.Length; j++)
                {
                    product *= _fields[interaction.Fields[j]].Covariance(offsets[j] + r, offsets[j] + s);
                }

                variance += product;
            }
        }

        _fields[interaction.Fields[0]].Scale(offsets[0], interaction.Rank, interaction.Scale / Math.Sqrt(variance));
    }
}
