namespace RankElastor.Experiments.Reference;

/// <summary>How the replay of a reference case ended.</summary>
public enum ReferenceOutcome
{
    /// <summary>Every tensor agrees within its tolerance.</summary>
    Passed,

    /// <summary>A tensor disagrees, is missing, or was not compared.</summary>
    Failed,

    /// <summary>Not replayed: the case needs a model that is not built in.</summary>
    Skipped,
}

/// <summary>The largest error of a case, in units of the tolerance: |a − b| against atol + rtol · |b|.</summary>
/// <param name="Tensor">Name of the tensor (or number) in the case.</param>
/// <param name="Error">|a − b| at its worst element.</param>
/// <param name="Tolerance">What was allowed there.</param>
public sealed record WorstTensor(string Tensor, double Error, double Tolerance)
{
    /// <summary>Error / tolerance; infinite where the error is not a number.</summary>
    public double Ratio => double.IsNaN(Error) ? double.PositiveInfinity : Error / Tolerance;
}

/// <summary>One replayed case.</summary>
/// <param name="Name">The case.</param>
/// <param name="Outcome">Passed, failed or skipped.</param>
/// <param name="Reason">Why it failed or was skipped, in one line; of a passed case what passed only as noise.</param>
/// <param name="Worst">The largest error, or null where nothing was compared.</param>
/// <param name="Compared">How many tensors (or numbers) were compared.</param>
/// <param name="LeftOut">Tensors that the case excludes, and constants of the reference that are no parameters.</param>
public sealed record ReferenceResult(
    string Name, ReferenceOutcome Outcome, string Reason, WorstTensor? Worst, int Compared,
    IReadOnlyList<string> LeftOut)
{
    /// <summary>A case that was not replayed.</summary>
    public static ReferenceResult Skip(string name, string reason) =>
        new(name, ReferenceOutcome.Skipped, reason, null, 0, []);

    /// <summary>A case that could not be replayed to its end.</summary>
    public static ReferenceResult Fail(string name, string reason) =>
        new(name, ReferenceOutcome.Failed, reason, null, 0, []);
}
