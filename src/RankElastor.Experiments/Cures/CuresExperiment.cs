using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Cures;

/// <summary>
/// Remedies on runs that did collapse: collapse is planted, released, and what rules advise is tried from there on.
/// Finished runs are kept, so that an interrupted experiment goes on.
/// </summary>
public sealed class CuresExperiment : LabExperiment
{
    /// <inheritdoc/>
    public override string Name => "cures";

    /// <inheritdoc/>
    public override string Question => "Does what rules advise bring the AUC of a run that collapsed back?";

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var store = new RunStore(Path.Combine(request.Out, "logs"));
        store.RefuseNothing(request.JudgesOnly);
        if (!request.JudgesOnly)
        {
            new CureTraining(request, store).Train(CureCase.All, stop);
        }

        var seeds = request.JudgesOnly ? store.Seeds : [.. request.AllSeeds];
        List<CureResult> results =
        [
            .. CureCase.All.SelectMany(ofCase => ofCase.Arms.Select(
                cure => CureResult.Read(store, ofCase, cure, seeds)))
                .Where(result => result.Runs.Count > 0),
        ];
        var verdicts = new CureVerdicts(results);
        var page = Path.Combine(request.Out, "cures.md");
        PageFile.Write(page, CuresPage.Write(request with { Seeds = seeds.Count }, results, verdicts));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new LabResult(Name, [.. results.Select(result => Claim(result, verdicts))], seconds, page);
    }

    static Claim Claim(CureResult result, CureVerdicts verdicts)
    {
        var back = verdicts.Back(result);
        return new Claim(
            $"{result.Case.Name}/{result.Cure.Name}", $"After {result.Case.Plant.Name}, AUC comes back with "
            + $"{result.Cure.What}.", $"within {CureVerdicts.Margin} of the twin",
            $"{result.AgainstTwin.Mean.Change(4)}: {back}", $"{CureVerdicts.Margin}",
            back == CureVerdicts.CameBack ? Lab.Claim.Holds
                : back == CureVerdicts.NotBack ? Lab.Claim.Refuted : Lab.Claim.Inconclusive);
    }
}
