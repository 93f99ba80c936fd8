using System.Globalization;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Searches;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Guidance;

/// <summary>
/// Does knowing ranks save trials? All points of a tuner file are trained once; then the same local search is replayed
/// with and without advice from ranks, from the same starts.
/// </summary>
public sealed class GuidanceExperiment : LabExperiment
{
    /// <summary>Replays of each search.</summary>
    internal const int Replays = 1000;

    /// <summary>The least share of trials that must be saved for the claim to hold.</summary>
    internal const double LeastShare = 0.1;

    /// <inheritdoc/>
    public override string Name => "guidance";

    /// <inheritdoc/>
    public override string Question =>
        "Does a search that shapes the network by the ranks inside it need fewer trials than the same one without?";

    /// <inheritdoc/>
    public override int DefaultSeeds => 1;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var space = TunerSpace.Load(
            request.Config ?? throw InputException.At("--config", "nothing", "a tuner file with search: guide"),
            request.DataRoot);
        if (space.Search.Guide.Count == 0 || space.Dimensions.Any(dimension => !dimension.IsChoice))
        {
            throw InputException.At(space.Path, "no guide, or ranges", "lists of choices, and search: guide");
        }

        var folder = Path.Combine(request.Out, space.Name);
        var searched = new SearchRequest
        {
            Spaces = [space],
            Make = config => Experiment.Of(config, null).With(seed: request.FirstSeed) with
            {
                DataRoot = request.DataRoot,
                Cache = request.Cache,
                Machine = request.MachineOptions,
            },
            Out = folder,
            Command = $"rankelastor lab guidance --config {space.Path}",
            Progress = request.Training,
        };
        Search.Run(searched, stop);
        var search = new FileSearch(space, searched).Read()!;
        var all = space.Dimensions.Aggregate(1, (count, dimension) => count * dimension.Choices.Count);
        if (search.Points.Count < all)
        {
            throw InputException.At(
                $"{space.Path}: search", $"{search.Points.Count} of {all} points tried",
                "method: random, and epochs enough for all");
        }

        var table = TriedTable.Of(search);
        var arms = GuidanceArm.All(table, new RankGuide(space.Search.Guide), space.Search.RandomPoints, Replays);
        var page = Path.Combine(folder, "guidance.md");
        PageFile.Write(Path.Combine(folder, GuidanceFigure.File), GuidanceFigure.Draw(search, arms));
        PageFile.Write(page, GuidancePage.Write(search, arms, request));
        return new LabResult(
            Name, [Judge(space.Name, arms)], TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }

    /// <summary>
    /// Holds where the mean saving over replays is at least a tenth of the unguided search's trials and its interval
    /// is above 0; refuted where the interval is below a tenth; of this one table of trained points.
    /// </summary>
    internal static Claim Judge(string name, IReadOnlyList<GuidanceArm> arms)
    {
        var (plain, guided) = (arms.Single(arm => arm.Name == GuidanceArm.Local),
            arms.Single(arm => arm.Name == GuidanceArm.Guided));
        var saved = new PairedDifferences(
            plain.Trials.Zip(guided.Trials, (without, with) => (double)(without - with))).Mean;
        var least = LeastShare * plain.MeanTrials;
        return new Claim(
            $"{name}/trials", "Advice from ranks saves trials of a local search.",
            string.Create(
                CultureInfo.InvariantCulture,
                $"at least {least:0.0} trials less on average ({LeastShare:P0}), interval above 0"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plain.MeanTrials:0.0} trials without, {guided.MeanTrials:0.0} with: {saved.Change(2)} saved, "
                    + $"{Figures.Whole(plain.Trials.Count)} replays from the same starts on one table of points"),
            "",
            saved.Low > 0 && saved.Mean >= least ? Claim.Holds
                : saved.High < least ? Claim.Refuted : Claim.Inconclusive);
    }
}
