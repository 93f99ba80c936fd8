namespace RankElastor.Numerics.Calibration;

/// <summary>Platt's scaling of a logit: p → σ(slope · logit p + intercept).</summary>
/// <remarks>
/// It keeps the order of rows where the slope is above 0. The logit is that of the float32 probability; an exact 0
/// counts as the least float32 above it, an exact 1 as lying half a unit of rounding below 1, behind every other.
/// </remarks>
public sealed record PlattMap(double Slope, double Intercept) : CalibrationMap
{
    const int MostSteps = 200;
    const double Near = 1e-7; // steps below square themselves until only rounding is left
    const double LossRounding = 1e-12;
    const double BelowOne = 1 - 1.0 / (1 << 25);

    /// <inheritdoc/>
    public override bool Rises => Slope > 0;

    /// <inheritdoc/>
    public override double Of(float probability) => Sigmoid(Slope * Logit(probability) + Intercept);

    /// <summary>ln p / (1 − p) in float64, finite for every p in [0, 1] and rising.</summary>
    public static double Logit(float probability)
    {
        var p = probability == 1 ? BelowOne : Math.Max(probability, float.Epsilon);
        return Math.Log(p) - Math.Log(1 - p);
    }

    /// <summary>
    /// The logistic regression on the logit with the least weighted log loss, by Newton's method with halved steps in
    /// float64, until steps shrink no more. Labels are smoothed as Platt (1999) does: a click counts
    /// (n₊ + 1) / (n₊ + 2), none 1 / (n₋ + 2), n the weight of the rows with that label, so that the minimum is
    /// finite for separated classes too.
    /// </summary>
    /// <remarks>
    /// With one class, or one prediction for all rows, the slope is 0 and the map a constant. A prediction outside
    /// [0, 1] or NaN, a label other than 0 or 1, a weight below 0, or no rows, is an <see cref="ArgumentException"/>.
    /// </remarks>
    public static PlattMap Fit(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var rows = new Sample(probabilities, labels, weights);
        var (slope, intercept) = (0.0, Logit(rows.MeanTarget));
        if (rows.Deviation == 0 || rows.HasOneClass)
        {
            return new PlattMap(0, intercept);
        }

        var (loss, shortest) = (rows.Loss(slope, intercept), double.PositiveInfinity);
        for (var step = 0; step < MostSteps; step++)
        {
            var (ofSlope, ofIntercept) = rows.Step(slope, intercept);
            var length = Math.Max(Math.Abs(ofSlope), Math.Abs(ofIntercept));
            var part = 1.0;
            var next = rows.Loss(slope + ofSlope, intercept + ofIntercept);
            while (!(next <= loss + LossRounding) && part > LossRounding)
            {
                part /= 2;
                next = rows.Loss(slope + part * ofSlope, intercept + part * ofIntercept);
            }

            (slope, intercept, loss) = (slope + part * ofSlope, intercept + part * ofIntercept, next);
            if (length < Near && length >= shortest / 2)
            {
                break; // what is left is rounding
            }

            shortest = Math.Min(shortest, length);
        }

        return new PlattMap(slope / rows.Deviation, intercept - slope * rows.Mean / rows.Deviation);
    }

    static double Logit(double p) => Math.Log(p) - Math.Log(1 - p);

    static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>Logits less their mean, over their deviation, with smoothed labels and weights that sum to 1.</summary>
    sealed class Sample
    {
        readonly double[] _logits, _targets, _weights;

        public Sample(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
        {
            var all = Check(probabilities, labels, weights);
            var clicks = 0.0;
            var mean = 0.0;
            (_logits, _targets, _weights) =
                (new double[labels.Length], new double[labels.Length], new double[labels.Length]);
            for (var row = 0; row < labels.Length; row++)
            {
                var weight = weights.IsEmpty ? 1 : weights[row];
                _weights[row] = weight / all;
                _logits[row] = PlattMap.Logit(probabilities[row]);
                clicks += weight * labels[row];
                mean += _weights[row] * _logits[row];
            }

            var square = 0.0;
            for (var row = 0; row < labels.Length; row++)
            {
                _targets[row] = labels[row] == 1 ? (clicks + 1) / (clicks + 2) : 1 / (all - clicks + 2);
                MeanTarget += _weights[row] * _targets[row];
                _logits[row] -= mean;
                square += _weights[row] * _logits[row] * _logits[row];
            }

            var deviation = Math.Sqrt(square);
            (Mean, Deviation) = (mean, deviation > LossRounding * (1 + Math.Abs(mean)) ? deviation : 0);
            HasOneClass = clicks <= 0 || clicks >= all;
            for (var row = 0; row < labels.Length && Deviation > 0; row++)
            {
                _logits[row] /= Deviation;
            }
        }

        public double Mean { get; }

        /// <summary>0 where all logits are equal.</summary>
        public double Deviation { get; }

        public double MeanTarget { get; }

        public bool HasOneClass { get; }

        /// <summary>Mean of ln(1 + exp z) − t z.</summary>
        public double Loss(double slope, double intercept)
        {
            var sum = 0.0;
            for (var row = 0; row < _logits.Length; row++)
            {
                var z = slope * _logits[row] + intercept;
                sum += _weights[row] * (Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - _targets[row] * z);
            }

            return sum;
        }

        /// <summary>Newton's step: minus the inverse of the second derivatives, times the gradient.</summary>
        public (double Slope, double Intercept) Step(double slope, double intercept)
        {
            var (gradSlope, gradIntercept, slopes, mixed, intercepts) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var row = 0; row < _logits.Length; row++)
            {
                var (x, p) = (_logits[row], Sigmoid(slope * _logits[row] + intercept));
                var (slack, bend) = (_weights[row] * (p - _targets[row]), _weights[row] * p * (1 - p));
                gradSlope += slack * x;
                gradIntercept += slack;
                slopes += bend * x * x;
                mixed += bend * x;
                intercepts += bend;
            }

            var determinant = Math.Max(slopes * intercepts - mixed * mixed, double.Epsilon);
            return ((mixed * gradIntercept - intercepts * gradSlope) / determinant,
                (mixed * gradSlope - slopes * gradIntercept) / determinant);
        }
    }
}
