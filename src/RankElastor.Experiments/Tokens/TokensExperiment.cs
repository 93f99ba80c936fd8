using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Tokens;

/// <summary>
/// Models of the token family side by side: an experiment MODEL_DATA is compared with the first of its data set, in AUC
/// and in what is left of the rank behind the last block. Runs that are finished are read.
/// </summary>
public sealed class TokensExperiment : LabExperiment
{
    const double AucMargin = 0.0005, RatioMargin = 0.02;

    /// <inheritdoc/>
    public override string Name => "tokens";

    /// <inheritdoc/>
    public override string Question =>
        "What do the models of the token family do to rank, site by site, and to AUC?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        List<(string Data, TokenModel Model)> models = [];
        foreach (var experiment in request.Experiments)
        {
            stop.ThrowIfCancellationRequested();
            var arm = new LabArm(experiment, [.. request.AllSeeds.Select(seed => request.Train(experiment, seed))]);
            var data = request.Dataset(experiment).DatasetId;
            models.Add((data, new TokenModel(ModelOf(experiment, data), WithTokens(arm))));
            request.Progress($"{experiment}: test AUC {arm.Of("AUC").Level(4)}");
        }

        List<TokenSet> sets =
        [
            .. models.GroupBy(model => model.Data)
                .Select(set => new TokenSet(set.Key, [.. set.Select(model => model.Model)])),
        ];
        var figures = Path.Combine(request.Out, "figures");
        DurableFile.CreateFolder(figures);
        PageFile.Write(Path.Combine(figures, TokensFigure.File), TokensFigure.Draw(sets));
        var page = Path.Combine(request.Out, "tokens.md");
        PageFile.Write(page, TokensPage.Write(request, sets));
        return new LabResult(
            Name, [.. sets.SelectMany(Claims)], TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }

    static IEnumerable<Claim> Claims(TokenSet set) => set.Models.Skip(1).SelectMany(model => (Claim[])
    [
        Compare(
            $"{set.Data}/{model.Name}/auc", $"{model.Name} has a higher test AUC than {set.First.Name}.",
            model.Arm.Less(set.First.Arm, "AUC"), AucMargin),
        Compare(
            $"{set.Data}/{model.Name}/rank",
            $"{model.Name} keeps more of a row's entropy rank (singular values, as a ratio to matrices without "
                + $"structure) behind its last block than {set.First.Name}.",
            TokensPage.RatioLess(model, set.First), RatioMargin),
    ]);

    /// <summary>Holds above the margin, is refuted below it, by the whole interval.</summary>
    internal static Claim Compare(string id, string sentence, Interval difference, double margin)
    {
        var verdict = difference.Low > margin ? Claim.Holds
            : difference.High < margin ? Claim.Refuted : Claim.Inconclusive;
        return new Claim(
            id, sentence, $"a 95 % interval of the difference, paired by seed, above {Figures.Fixed(margin, 4)}",
            difference.Change(4), "", verdict);
    }

    static string ModelOf(string experiment, string data) =>
        experiment.EndsWith($"_{data}", StringComparison.Ordinal) ? experiment[..^(data.Length + 1)] : experiment;

    static LabArm WithTokens(LabArm arm) => arm.Sites.Any() ? arm : throw InputException.At(
        "--expid", $"{arm.Experiment}, whose rows are no matrices at any site", "models with tokens or field vectors");
}
