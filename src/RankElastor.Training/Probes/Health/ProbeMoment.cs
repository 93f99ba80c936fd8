using RankElastor.Training.Records;

namespace RankElastor.Training.Probes.Health;

/// <summary>Epoch (0 before training), steps done, the validation loss that goes with it, the learning rate.</summary>
public readonly record struct ProbeMoment(int Epoch, long Step, double ValidLoss, double LearningRate)
{
    const int Digits = 7;

    /// <summary>
    /// A record of this moment: measures to seven significant digits; those that are not finite are left out.
    /// </summary>
    public HealthRecord Record(
        SubjectKind kind,
        string subject,
        IReadOnlyList<int> shape,
        int sample,
        IReadOnlyDictionary<string, double> measures,
        IReadOnlyDictionary<string, string>? refused = null)
    {
        var present = measures.Where(measure => double.IsFinite(measure.Value))
            .ToDictionary(measure => measure.Key, measure => Rounded(measure.Value));
        return new HealthRecord(Epoch, Step, kind, subject, shape, sample, ValidLoss, present)
        {
            Refused = refused is { Count: > 0 } ? refused : null,
        };
    }

    /// <summary>To as many digits as records keep.</summary>
    public static double Rounded(double value)
    {
        if (value == 0)
        {
            return value;
        }

        var places = Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return places is >= 0 and <= 15 ? Math.Round(value, places) : value;
    }
}
