using System.Text.RegularExpressions;
using RankElastor.Data.Files;

namespace RankElastor.Tests.DropIn;

/// <summary>What came of one experiment: nothing in the way, or the line that refuses it.</summary>
sealed partial record Outcome(string Model, string Data, string? Refusal)
{
    /// <summary>Whether it went through.</summary>
    public bool IsGood => Refusal is null;

    /// <summary>The refusal without file, experiment and what is allowed.</summary>
    public string Reason => Beginning().Replace(Refusal ?? "", "").Split("; allowed")[0];

    /// <summary>Tries something; one line of refusal is an outcome, any other failure is one of the test.</summary>
    public static Outcome Of(string model, string data, Action attempt)
    {
        try
        {
            attempt();
            return new(model, data, null);
        }
        catch (InputException refused)
        {
            return new(model, data, refused.Message);
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{model} on {data}: {fault.Message}", fault);
        }
    }

    /// <summary>How many went through, and each reason with those that it refuses.</summary>
    public static string Table(IReadOnlyCollection<Outcome> outcomes) => string.Join('\n', outcomes
        .Where(outcome => !outcome.IsGood).GroupBy(outcome => outcome.Reason)
        .Select(same => $"{same.Key} ({same.Count()}): "
            + string.Join(", ", same.Select(outcome => $"{outcome.Model} on {outcome.Data}")))
        .Prepend($"{outcomes.Count(outcome => outcome.IsGood)} of {outcomes.Count}"));

    [GeneratedRegex(@"^.*?\.yaml: (dataset_config: )?[^:]+: (tuner_space: )?")]
    private static partial Regex Beginning();
}
