namespace RankElastor.Training.Regression;

/// <summary>Passed iff every check is; the notes say what could not be compared and why.</summary>
public sealed record RegressionResult(
    bool Passed, string Split, IReadOnlyList<RegressionCheck> Checks, IReadOnlyList<string> Notes);

/// <summary>One comparison.</summary>
/// <param name="What">The metric, or the address of a probed number.</param>
/// <param name="Run">The run's value.</param>
/// <param name="Baseline">The baseline's value.</param>
/// <param name="Relation"><c>&gt;=</c> or <c>&lt;=</c>: how the run's value must stand to the limit.</param>
/// <param name="Limit">The limit, already computed from the baseline's value.</param>
/// <param name="Ok">Whether it holds; false where a value is not a number.</param>
public sealed record RegressionCheck(string What, double Run, double Baseline, string Relation, double Limit, bool Ok)
{
    const double Rounding = 1e-12; // of limits that are sums or products of decimal numbers

    internal static RegressionCheck AtLeast(string what, double run, double baseline, double limit) =>
        new(what, run, baseline, ">=", limit, run >= limit - Rounding);

    internal static RegressionCheck AtMost(string what, double run, double baseline, double limit) =>
        new(what, run, baseline, "<=", limit, run <= limit + Rounding);
}
