using RankElastor.Experiments.Cardinality;
using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.CollapseNotes;
using RankElastor.Experiments.Cures;
using RankElastor.Experiments.FurtherReading;
using RankElastor.Experiments.Guidance;
using RankElastor.Experiments.Histories;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Mixers;
using RankElastor.Experiments.Propagation;
using RankElastor.Experiments.ReadingList;
using RankElastor.Experiments.Remedies;
using RankElastor.Experiments.Scaling;
using RankElastor.Experiments.SelfSupervision;
using RankElastor.Experiments.Severity;
using RankElastor.Experiments.Theorems;
using RankElastor.Experiments.Tokens;
using RankElastor.Experiments.TrainedMixers;

namespace RankElastor.Experiments;

/// <summary>Every experiment there is; a new one is a line here.</summary>
public static class Laboratory
{
    /// <summary>The experiments, in the order of <c>lab list</c>.</summary>
    public static IReadOnlyList<LabExperiment> Experiments { get; } =
    [
        new TheoremsExperiment(), new MixerExperiment(), new CollapseNotesExperiment(), new ReadingListExperiment(),
        new FurtherReadingExperiment(), new CardinalityExperiment(), new SelfSupervisionExperiment(),
        new TrainedMixerExperiment(),
        new PlantedCollapse(), new SeverityExperiment(), new FalseAlarmsExperiment(), new NormalExperiment(),
        new RemediesExperiment(), new CuresExperiment(), new SawtoothExperiment(),
        new HistoriesExperiment(), new PropagationExperiment(), new TokensExperiment(),
        new GuidanceExperiment(), new ScaleExperiment(),
    ];

    /// <summary>Those whose claims stand before they are run.</summary>
    public static IEnumerable<ClaimGroup> Groups => Experiments.OfType<ClaimGroup>();

    /// <summary>Those of them that need nothing but seeds: <c>lab all</c>.</summary>
    public static IEnumerable<ClaimGroup> Whole => Groups.Where(group => !group.NeedsConfig);

    /// <summary>The rule of every registered claim, with the seeds that it is registered for.</summary>
    public static IReadOnlyList<RegisteredRule> Rules(int firstSeed, int? seeds) =>
    [
        .. from each in Groups
           let count = seeds ?? each.DefaultSeeds
           from claim in each.Claims
           select new RegisteredRule(
               each.Name, claim.Id, claim.Hash(firstSeed, count), claim.Rule.ToString(), claim.Json(firstSeed, count)),
    ];
}
