using System.Globalization;
using RankElastor.Model;
using RankElastor.Training.Alarms;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>A way to make models collapse by degrees, from harmless to total.</summary>
sealed record GradedPlant
{
    /// <summary>Short and stable: <c>dead-units</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is done, without the degree, and what the degree counts.</summary>
    public required string What { get; init; }

    /// <summary>The rules that may tell it; the first gives the cause.</summary>
    public required IReadOnlyList<RuleName> Rules { get; init; }

    /// <summary>Degrees, the mildest first.</summary>
    public required IReadOnlyList<double> Degrees { get; init; }

    /// <summary>The degree that the suite of planted collapses takes, one of <see cref="Degrees"/>.</summary>
    public double SuiteDegree { get; init; }

    /// <summary>The models that it is done to.</summary>
    public required IReadOnlyList<PlantedModel> Models { get; init; }

    /// <summary>A degree as tables and file names have it.</summary>
    public static string Text(double degree) => degree.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Done to one of its models by a degree.</summary>
    public Plant At(PlantedModel at, double degree) => new()
    {
        Name = at.SuiteName ?? Name,
        What = at.What(degree),
        Model = at.Model,
        Act = (model, state) => at.Act(model, state, degree),
        Rules = [.. Rules.Where(at.IsLookedAtBy)],
        Subject = at.Subject,
    };
}

/// <summary>A model that a plant is done to.</summary>
/// <param name="Model">The model.</param>
/// <param name="Subject">Where the rule must raise; <c>*</c> for anywhere.</param>
/// <param name="Act">Called before every batch and evaluation from the onset on, with the degree.</param>
/// <param name="What">What is done, in a few words.</param>
/// <param name="SuiteName">Its name in the suite of planted collapses; null where it has no part in that.</param>
sealed record PlantedModel(
    CollapseModel Model, string Subject, Action<RankingModel, TrainingState, double> Act, Func<double, string> What,
    string? SuiteName = null)
{
    /// <summary>Whether a rule of the book looks at the place.</summary>
    public bool IsLookedAtBy(RuleName rule) => Subject == "*" || (AlarmRules.Find(rule).Address is var address
        && address.Names(address with { Subject = Subject }));

    /// <summary>The subject whose numbers are shown: the first site, where a rule may raise anywhere.</summary>
    public string Shown => Subject == "*" ? "embedding" : Subject;
}
