using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Cures;

/// <summary>A plant of a severity that costs .01 to .03 AUC, held for a while, and what is tried after that.</summary>
/// <param name="Plant">The plant.</param>
/// <param name="At">The model.</param>
/// <param name="Degree">The severity.</param>
/// <param name="Cures">What is tried, beside nothing.</param>
sealed record CureCase(GradedPlant Plant, PlantedModel At, double Degree, IReadOnlyList<Cure> Cures)
{
    /// <summary>The evaluation after which the plant is held no more; it sets in after the fourth.</summary>
    public const int ReleaseEvaluation = 6;

    /// <summary>The last evaluation: longer after the release than before, so that a model can recover.</summary>
    public const int LastEvaluation = 14;

    const string Data = "generated-long";
    const double ShutShare = 0.8;

    static readonly Cure[] _ofTables = [Cure.WeakerRegulariser, .. Cure.Penalties];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CureCase> All { get; } =
    [
        Of(Plants.DeadUnits, CollapseModel.Dnn, ShutShare, Cure.SmallerRate, Cure.Silu, Cure.Redraw(ShutShare)),
        Of(Plants.AllTables, CollapseModel.Dnn, 4, _ofTables),
        Of(Plants.AllTables, CollapseModel.RankElastor, 4, _ofTables),
        Of(
            Plants.Graded.Single(plant => plant.Name == "attention-weights"), CollapseModel.AutoInt, 2, Cure.Scale,
            Cure.SmallerRate),
    ];

    /// <summary>The rule whose advice is tried.</summary>
    public RuleName Rule => Plant.Rules[0];

    /// <summary><c>dead-units, DNN</c>.</summary>
    public string Name => $"{Plant.Name}, {At.Model.Name}";

    /// <summary>Nothing, and what is tried.</summary>
    public IEnumerable<Cure> Arms => Cures.Prepend(Cure.Nothing);

    /// <summary>The rows of a seed: enough for all evaluations, each seen once.</summary>
    public static TrialRows Rows(int seed)
    {
        const int rows = LastEvaluation * CollapseData.EvaluationSteps * CollapseData.BatchRows;
        return new CollapseData(seed, trainRows: rows).Rows with { Epochs = 1 };
    }

    /// <summary>The run without a plant; with a cure it shows what that does to a healthy model.</summary>
    public RunKey Healthy(Cure cure, int seed) =>
        new(Data, At.Model.Name, cure == Cure.Nothing ? "" : $"healthy-then-{cure.Name}", 0, seed);

    /// <summary>The run that was planted.</summary>
    public RunKey Planted(Cure cure, int seed) =>
        new(Data, At.Model.Name, $"{Plant.Name}-then-{cure.Name}", Degree, seed);

    static CureCase Of(GradedPlant plant, CollapseModel model, double degree, params IReadOnlyList<Cure> cures) =>
        new(plant, plant.Models.Single(at => at.Model == model), degree, cures);
}
