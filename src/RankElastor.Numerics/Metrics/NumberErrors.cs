namespace RankElastor.Numerics.Metrics;

/// <summary>Errors of answers against labels that are numbers; NaN for no rows.</summary>
public static class NumberErrors
{
    /// <summary>Mean of (answer − label)².</summary>
    public static double MeanSquared(ReadOnlySpan<float> answers, ReadOnlySpan<float> labels) =>
        Mean(answers, labels, static error => error * error);

    /// <summary>Mean of |answer − label|.</summary>
    public static double MeanAbsolute(ReadOnlySpan<float> answers, ReadOnlySpan<float> labels) =>
        Mean(answers, labels, Math.Abs);

    static double Mean(ReadOnlySpan<float> answers, ReadOnlySpan<float> labels, Func<double, double> cost)
    {
        if (answers.Length != labels.Length)
        {
            throw new ArgumentException($"{answers.Length} answers but {labels.Length} labels.");
        }

        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += cost((double)answers[i] - labels[i]);
        }

        return sum / labels.Length;
    }
}
