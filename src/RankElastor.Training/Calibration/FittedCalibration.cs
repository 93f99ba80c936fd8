using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Numerics.Calibration;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Evaluation;

namespace RankElastor.Training.Calibration;

/// <summary>A map that was fitted to a model's answers to its validation rows.</summary>
/// <param name="Method">How; never <see cref="CalibrationMethod.None"/>.</param>
/// <param name="Map">What it does to a probability.</param>
/// <param name="Rows">Validation rows that it was fitted to.</param>
public sealed record FittedCalibration(CalibrationMethod Method, CalibrationMap Map, long Rows)
{
    const ulong HalvesSeed = 1;

    /// <summary>What every answer that passes it should say.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"recalibrated: {Word(Method)}, fitted on {Rows:N0} validation rows");

    /// <summary>The method as a configuration writes it.</summary>
    internal static string Word(CalibrationMethod method) => method.ToString().ToLowerInvariant();

    /// <summary>Refuses models that have no probability of one label.</summary>
    /// <exception cref="InputException">Several labels, or one that is any number.</exception>
    internal static void Check(string where, CalibrationMethod method, RankingModel model)
    {
        if (method != CalibrationMethod.None && (model.Tasks != 1 || model.Schema.IsNumber(0)))
        {
            throw InputException.At(
                where, $"{Word(method)} for {string.Join(", ", model.LabelsOf())}", "one label of 0 and 1, or none");
        }
    }

    /// <summary>Fits to answers to validation rows; rows weigh as in the log loss.</summary>
    /// <exception cref="InputException">
    /// No rows, or answers that do not rise with the labels, so that there is nothing to keep the order of.
    /// </exception>
    public static FittedCalibration Fit(CalibrationMethod method, Predictions valid) =>
        TryFit(method, valid)
            ?? throw InputException.At(
                $"calibration: {Word(method)}",
                valid.Labels.IsEmpty ? "no validation rows"
                    : "validation rows whose clicks do not rise with the prediction (no slope above 0)",
                "a model that ranks its validation rows better than chance, and rows of both classes");

    /// <summary>The answers recalibrated.</summary>
    public Predictions Apply(Predictions raw)
    {
        var probabilities = raw.Probabilities.ToArray();
        Map.Apply(probabilities);
        return raw.With(probabilities);
    }

    /// <summary>
    /// The validation rows recalibrated by maps that did not see them: each half, drawn at random, by the map of the
    /// other. Null where a half cannot be fitted.
    /// </summary>
    internal static Predictions? CrossFitted(CalibrationMethod method, Predictions valid)
    {
        var order = Enumerable.Range(0, valid.Labels.Length).ToArray();
        new SeededRandom(HalvesSeed).Shuffle<int>(order);
        var probabilities = valid.Probabilities.ToArray();
        int[][] halves = [order[..(order.Length / 2)], order[(order.Length / 2)..]];
        foreach (var (seen, others) in new[] { (halves[0], halves[1]), (halves[1], halves[0]) })
        {
            if (TryFit(method, valid.Of(seen)) is not { } fitted)
            {
                return null;
            }

            var part = Array.ConvertAll(others, row => probabilities[row]);
            fitted.Map.Apply(part);
            for (var i = 0; i < others.Length; i++)
            {
                probabilities[others[i]] = part[i];
            }
        }

        return valid.With(probabilities);
    }

    /// <summary>Null where there are no rows, or the map does not rise.</summary>
    static FittedCalibration? TryFit(CalibrationMethod method, Predictions valid)
    {
        if (valid.Labels.IsEmpty || (!valid.Weights.IsEmpty && !valid.Weights.ContainsAnyExcept(0f)))
        {
            return null;
        }

        CalibrationMap map = method == CalibrationMethod.Platt
            ? PlattMap.Fit(valid.Probabilities, valid.Labels, valid.Weights)
            : IsotonicMap.Fit(valid.Probabilities, valid.Labels, valid.Weights);
        return map.Rises ? new FittedCalibration(method, map, valid.Labels.Length) : null;
    }
}
