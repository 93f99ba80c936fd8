using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;

namespace RankElastor.Training.Alarms;

/// <summary>
/// The likely cause of an alarm: what else is raised explains it, or the module that contracts, or the rule's own
/// guess.
/// </summary>
static class AlarmCauses
{
    /// <summary>Rules whose alarm at the same subject explains a low rank there, the strongest first.</summary>
    static readonly RuleName[] _explain =
        [RuleName.IdenticalTokens, RuleName.MeanDominates, RuleName.OneHotAttention, RuleName.UniformAttention];

    public static Cause Of(
        AlarmRule rule, string subject, IReadOnlyCollection<AlarmRecord> raised, AlarmHistory history)
    {
        if (rule.Severity == AlarmRecord.Note && rule.Cause != Cause.Collapse)
        {
            return rule.Cause;
        }

        if (raised.Any(alarm => alarm.Rule == RuleName.LearningRate || alarm.Rule == RuleName.ExplodingWeights))
        {
            return Cause.LearningRate;
        }

        if (rule.Cause != Cause.Collapse)
        {
            return rule.Cause;
        }

        return _explain.Select(name => raised.FirstOrDefault(alarm => alarm.Rule == name && alarm.Subject == subject))
                .FirstOrDefault(alarm => alarm is not null)?.Cause
            ?? raised.FirstOrDefault(alarm =>
                alarm.Rule == RuleName.DeadGate && alarm.Subject.StartsWith(subject, StringComparison.Ordinal))?.Cause
            ?? (raised.Any(alarm => alarm.Rule == RuleName.CollapsedTable) || subject == "embedding" ? Cause.Embeddings
                : Cause.ContractionBy(Contractor(subject, history)));
    }

    /// <summary>Keys of models that advice names; it is of no use to a model that has none of those in it.</summary>
    static readonly string[] _modelKeys =
    [
        "use_layer_norm", "layer_norm", "batch_norm", "norm_placement", "mixing_type", "trans_type", "activation",
        "depth", "attention_dim", "attention_layers", "use_scale",
    ];

    /// <summary>
    /// What to try, as far as it fits a model of these keys (any advice without them): where something
    /// else than the rule's own guess is the cause, what answers that comes first.
    /// </summary>
    public static IReadOnlyList<string> Advice(AlarmRule rule, Cause cause, IReadOnlySet<string>? keys = null) =>
        [.. Advice(rule, cause).Where(advice => Fits(advice, keys))];

    static bool Fits(string advice, IReadOnlySet<string>? keys)
    {
        var named = _modelKeys.Intersect(advice.Split([' ', ':', '(', ')', ',', ';'])).ToList();
        return keys is null || named.Count == 0 || named.Exists(keys.Contains);
    }

    static IReadOnlyList<string> Advice(AlarmRule rule, Cause cause)
    {
        if (cause == rule.Cause)
        {
            return rule.Remedies;
        }

        var known = AlarmRules.Default.FirstOrDefault(other => other.Cause == cause)?.Remedies ?? [];
        var offered = RemedyCatalogue.Against(cause)
            .Select(remedy => remedy.IsPenalty ? $"remedy {remedy.Name} at this site" : remedy.Use);
        return [.. known.Take(1).Concat(offered.Take(2)).Concat(rule.Remedies).Distinct()];
    }

    /// <summary>
    /// The module on the way to a site that has come to contract most since the start: the one with the largest fall of
    /// log(rank after / rank before).
    /// </summary>
    static string Contractor(string subject, AlarmHistory history)
    {
        var (worst, name) = (double.PositiveInfinity, subject);
        var way = history.Sites.Where(site => SiteWay.Of(site) == SiteWay.Of(subject)).ToList();
        for (var i = 1; i < way.Count && (i == 1 || way[i - 1] != subject); i++)
        {
            var (before, after) = (Rank(way[i - 1]), Rank(way[i]));
            var change = Now(after) - Now(before) - Start(after) + Start(before);
            if (change < worst)
            {
                (worst, name) = (change, way[i]);
            }
        }

        return name;

        static Address Rank(string site) => new(SubjectKind.Rows, SpectrumMeasures.EntropyRankEv, site);
        double Now(Address rank) => Math.Log(history.Now(rank));
        double Start(Address rank) => Math.Log(history.Start(rank));
    }
}
