namespace RankElastor.Numerics.Statistics;

/// <summary>The smallest true effect that a two-sided test finds often enough: what a study can see at all.</summary>
public static class DetectableEffect
{
    /// <summary>
    /// The effect for which a t-test with this standard error rejects "no effect" with probability
    /// <paramref name="power"/>: error · δ, where |T| of the noncentral t distribution with shift δ exceeds Student's
    /// two-sided point of <paramref name="level"/> that often. Exact for normal differences.
    /// </summary>
    /// <param name="error">
    /// Standard error of the mean: s / √n of n paired differences with standard deviation s; that of DeLong for AUC.
    /// </param>
    /// <param name="freedom">
    /// Degrees of freedom of the error: n − 1; <see cref="int.MaxValue"/> where it is known, as of many rows.
    /// </param>
    /// <param name="level">Probability of a false rejection, in (0, 1); that of a family divided by its tests.</param>
    /// <param name="power">In (level, 1).</param>
    /// <returns>0 without error; NaN where the error is NaN or there is no degree of freedom.</returns>
    public static double Of(double error, int freedom, double level = 0.05, double power = 0.8)
    {
        if (!(level > 0 && level < power && power < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(level), level, $"Must be in (0, power), power {power} below 1.");
        }

        if (freedom < 1 || double.IsNaN(error) || error == 0)
        {
            return freedom < 1 ? double.NaN : error;
        }

        var point = StudentT.TwoSided(1 - level, freedom);
        var (low, high) = (0.0, 1.0);
        while (Found(point, freedom, high) < power)
        {
            (low, high) = (high, 2 * high);
        }

        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Found(point, freedom, middle) < power ? (middle, high) : (low, middle);
        }

        return error * high;
    }

    /// <summary>The power of the test at a shift.</summary>
    static double Found(double point, int freedom, double shift) => freedom == int.MaxValue
        ? Normal.Below(shift - point) + Normal.Below(-shift - point)
        : NoncentralT.Above(point, freedom, shift) + NoncentralT.Above(point, freedom, -shift);
}
