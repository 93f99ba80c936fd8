namespace RankElastor.Numerics.Representations;

/// <summary>
/// What the units of a gated layer, out += w_out · g(w_gate · x) (w_in · x), do to their own input direction: taxonomy
/// by the cosines of a unit's weights (after Gerstner and Schütze, 2025). Needs input and output of one width.
/// </summary>
/// <param name="EnrichmentShare">
/// Units with cos(w_in, w_out) &gt; t: they strengthen the direction that they read.
/// </param>
/// <param name="DepletionShare">Units with cos(w_in, w_out) &lt; −t: they weaken it.</param>
/// <param name="ProportionalShare">
/// Of the others, units with |cos(w_gate, w_out)| &gt; t: they change the direction that opens the gate in proportion
/// to another.
/// </param>
/// <param name="UnrelatedShare">
/// The rest, all at random initialisation: they write where they do not read. The four shares sum to 1.
/// </param>
/// <param name="MeanInOut">Mean of cos(w_in, w_out).</param>
/// <param name="MeanGateOut">Mean of cos(w_gate, w_out).</param>
/// <param name="MeanGateIn">Mean of cos(w_gate, w_in).</param>
public readonly record struct GatedNeurons(
    double EnrichmentShare, double DepletionShare, double ProportionalShare, double UnrelatedShare,
    double MeanInOut, double MeanGateOut, double MeanGateIn)
{
    /// <summary>
    /// z / sqrt(width): a cosine of independent random directions is about N(0, 1 / width), so that for z = 4 one unit
    /// in sixteen thousand exceeds it by chance.
    /// </summary>
    public static double Threshold(int width, double deviations = 4) => deviations / Math.Sqrt(width);

    /// <summary>
    /// The taxonomy. A unit with a vector of zeros has no direction and is left out: as "unrelated" it would pass for a
    /// random one. Everything is NaN where no unit is left, and where a weight is not finite.
    /// </summary>
    /// <param name="gate">[units, width]: row j is what opens unit j.</param>
    /// <param name="input">[units, width]: row j is what unit j reads.</param>
    /// <param name="output">[units, width]: row j is what unit j writes.</param>
    /// <param name="width">Width of the layer's input and output, positive.</param>
    /// <param name="threshold">t, such as <see cref="Threshold"/>.</param>
    public static GatedNeurons Of(
        ReadOnlySpan<float> gate, ReadOnlySpan<float> input, ReadOnlySpan<float> output, int width, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (gate.Length != input.Length || gate.Length != output.Length || gate.Length % width != 0)
        {
            throw new ArgumentException(
                $"Width {width} needs matrices of one shape, not {gate.Length}, {input.Length}, {output.Length}.");
        }

        var units = 0;
        var (enriching, depleting, proportional, inOut, gateOut, gateIn) = (0, 0, 0, 0.0, 0.0, 0.0);
        for (var j = 0; j < gate.Length / width; j++)
        {
            var own = new Range(j * width, (j + 1) * width);
            if (IsZero(gate[own]) || IsZero(input[own]) || IsZero(output[own]))
            {
                continue;
            }

            units++;
            var readWrite = Cosine(input[own], output[own]);
            var openWrite = Cosine(gate[own], output[own]);
            inOut += readWrite;
            gateOut += openWrite;
            gateIn += Cosine(gate[own], input[own]);
            enriching += readWrite > threshold ? 1 : 0;
            depleting += readWrite < -threshold ? 1 : 0;
            proportional += Math.Abs(readWrite) <= threshold && Math.Abs(openWrite) > threshold ? 1 : 0;
        }

        var poison = inOut - inOut + (gateOut - gateOut) + (gateIn - gateIn); // NaN where a cosine is
        var n = units + poison;
        return new GatedNeurons(
            enriching / n, depleting / n, proportional / n, (units - enriching - depleting - proportional) / n,
            inOut / n, gateOut / n, gateIn / n);
    }

    static bool IsZero(ReadOnlySpan<float> x) => !x.ContainsAnyExcept(0);

    static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var k = 0; k < x.Length; k++)
        {
            double a = x[k], b = y[k];
            xx += a * a;
            xy += a * b;
            yy += b * b;
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
