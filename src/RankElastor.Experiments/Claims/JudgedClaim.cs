using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Claims;

/// <summary>A claim with what was measured.</summary>
/// <param name="Of">The claim.</param>
/// <param name="Hash">Of its rule.</param>
/// <param name="IsRegistered">Whether the rule was committed before.</param>
/// <param name="Values">One of each seed.</param>
/// <param name="ControlValues">One of each seed, of the false twin.</param>
/// <param name="P">Of the mean, corrected for its family; 1 of a law.</param>
sealed record JudgedClaim(
    PaperClaim Of, string Hash, bool IsRegistered, IReadOnlyList<double> Values, IReadOnlyList<double> ControlValues,
    double P)
{
    /// <summary>The verdict by the rule; "not seen on …" where it was tried on what it does not speak of.</summary>
    public string Verdict => Of.Rule.Verdict(Values, P) is var verdict && verdict == Claim.Refuted && Of.TriedOn != ""
        ? $"{Claim.NotSeen} on {Of.TriedOn}" : verdict;

    /// <summary>The verdict, marked where its rule was not committed before.</summary>
    public string Said => (IsRegistered ? "" : "exploratory: ") + Verdict;

    /// <summary>Whether the rule can refute: it does so of the false twin.</summary>
    public bool ControlIsRefuted => Of.Rule.Alone(ControlValues) == Claim.Refuted;

    /// <summary>The mean over seeds.</summary>
    public double Mean => Sample.Mean([.. Values]);

    /// <summary>Whether the mean is what an independent computation gave; null where there is none.</summary>
    public bool? IsAsExpected =>
        Of.Expected is { } known ? Math.Abs(Mean - known.Value) <= known.Tolerance : null;

    /// <summary>The judge's result in one of the laboratory's lines.</summary>
    public Claim Line(Func<double, string> number) => new(
        Of.Id, Of.Reading, $"{Of.Value}: {Of.Rule}", Measured(number),
        Of.Expected is { } known ? $"{number(known.Value)} ± {number(known.Tolerance)} elsewhere" : "", Said);

    /// <summary>The mean, with the range of the seeds where they differ.</summary>
    public string Measured(Func<double, string> number)
    {
        var (low, high) = (Values.Min(), Values.Max());
        return number(Mean) + (low == high ? "" : $" ({number(low)} to {number(high)})");
    }
}
