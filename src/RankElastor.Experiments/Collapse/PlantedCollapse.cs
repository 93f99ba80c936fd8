using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Collapse;

/// <summary>Healthy models, and models made to collapse in known ways: which alarms are raised, and how soon.</summary>
public sealed class PlantedCollapse : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "planted-collapse";

    /// <inheritdoc/>
    public override string Question => "Is planted collapse found and named, and do healthy runs raise nothing?";

    /// <inheritdoc/>
    public override int DefaultSeeds => 20;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var healthy = CollapseModel.Healthy.ToDictionary(
            model => model, model => Runs($"healthy {model.Name}", model, null, request, stop));
        var planted = Plants.All.SelectMany(plant => Runs(plant.Name, plant.Model, plant, request, stop)
            .Select(run => new PlantOutcome(plant, run))).ToLookup(outcome => outcome.Plant);
        var observed = Observation.All.ToDictionary(
            told => told, told => Runs(told.Name, told.Model, null, request, stop, told.TrainRows));
        var claims = healthy.Select(runs => Nothing(runs.Key, runs.Value))
            .Concat(planted.SelectMany(group => Claims([.. group])))
            .Append(NothingBefore([.. planted.SelectMany(group => group)])).ToList();
        var page = Path.Combine(request.Out, "planted-collapse.md");
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        DurableFile.Write(page,
            stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(
                CollapsePage.Write(request, new CollapseFindings(healthy, planted, observed), claims, seconds))));
        return new LabResult(Name, claims, seconds, page);
    }

    static List<CollapseRun> Runs(
        string name, CollapseModel model, Plant? plant, LabRequest request,
        CancellationToken stop, int trainRows = CollapseData.TrainRows) => [.. request.AllSeeds.Select(seed =>
    {
        var run = CollapseRun.Train(model, plant, seed, request.Machine, stop, trainRows);
        request.Progress(string.Create(
            CultureInfo.InvariantCulture, $"{name}, seed {seed}: "
            + $"AUC {run.Auc:0.000}, {run.Seconds:0.0} s{(run.Diverged ? ", diverged" : "")}; {Raised(run.Alarms)}"));
        return run;
    })];

    static string Raised(IReadOnlyList<AlarmRecord> alarms) => alarms.Count == 0
        ? "nothing raised"
        : string.Join(", ", alarms.Select(alarm => string.Create(
            CultureInfo.InvariantCulture, $"{alarm.Rule} at {alarm.Subject} ({alarm.Cause}; {alarm.Value:0.###} "
            + $"against {alarm.Limit:0.###}) after evaluation {CollapseRun.Evaluation(alarm.Step)}")));

    static Claim Nothing(CollapseModel model, List<CollapseRun> runs)
    {
        var quiet = Proportion.Of(runs, run => run.Alarms.Count == 0);
        return new Claim($"healthy/{model.Name}", $"{model.Name} without a plant raises nothing.",
            "no warning and no note in any run", $"none in {quiet}", "", Verdict(quiet));
    }

    static Claim NothingBefore(List<PlantOutcome> outcomes)
    {
        var quiet = Proportion.Of(outcomes, outcome => !outcome.Early.Any());
        return new Claim("before-onset", "No warning is raised before a plant sets in.",
            "no warning in any run", $"none in {quiet}", "", Verdict(quiet));
    }

    static IEnumerable<Claim> Claims(List<PlantOutcome> outcomes)
    {
        var plant = outcomes[0].Plant;
        var (detected, named) = (Proportion.Of(outcomes, outcome => outcome.Detected),
            Proportion.Of(outcomes, outcome => outcome.Named));
        yield return new Claim(
            $"{plant.Name}/detected",
            $"Where {plant.What}, {string.Join(" or ", plant.Rules)} is raised at {plant.Subject}.",
            $"every run, at most {PlantOutcome.StatedDelay} evaluations after the onset",
            $"{detected}", "", Verdict(detected));
        yield return new Claim(
            $"{plant.Name}/named", $"The cause given is \"{plant.Cause}\", and no other one is given before.",
            "every run", $"{named}", "", Verdict(named));
    }

    static string Verdict(Proportion share) => share.Hits == share.Count ? Claim.Holds : Claim.Refuted;
}
