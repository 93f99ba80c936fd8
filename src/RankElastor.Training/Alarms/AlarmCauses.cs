using RankElastor.Training.Records;
using RankElastor.Training.Remedies;

namespace RankElastor.Training.Alarms;

/// <summary>The likely cause of an alarm: what else is raised explains it, or the module that contracts, or the rule's own guess.</summary>
static class AlarmCauses
{
    /// <summary>Rules whose alarm at the same subject explains a low rank there, the strongest first.</summary>
    static readonly string[] _explain = [AlarmRules.IdenticalTokens, AlarmRules.MeanDominates, AlarmRules.OneHotAttention, AlarmRules.UniformAttention];

    public static string Of(AlarmRule rule, string subject, IEnumerable<AlarmRecord> raised, AlarmHistory history)
    {
        var all = raised.ToList();
        if (rule.Severity == AlarmRecord.Note)
        {
            return rule.Cause;
        }

        if (all.Any(alarm => alarm.Rule is AlarmRules.LearningRate or AlarmRules.ExplodingWeights))
        {
            return Causes.LearningRate;
        }

        if (rule.Name is not (AlarmRules.CollapsedSite or AlarmRules.Contraction))
        {
            return rule.Cause;
        }

        return _explain.Select(name => all.FirstOrDefault(alarm => alarm.Rule == name && alarm.Subject == subject)).FirstOrDefault(alarm => alarm is not null)?.Cause
            ?? all.FirstOrDefault(alarm => alarm.Rule == AlarmRules.DeadGate && alarm.Subject.StartsWith(subject, StringComparison.Ordinal))?.Cause
            ?? (all.Any(alarm => alarm.Rule == AlarmRules.CollapsedTable) || subject == "embedding" ? Causes.Embeddings : $"{Causes.Module} {Contractor(subject, history)}");
    }

    /// <summary>What to try: where something else than the rule's own guess is the cause, what answers that comes first.</summary>
    public static IReadOnlyList<string> Advice(AlarmRule rule, string cause)
    {
        if (cause == rule.Cause)
        {
            return rule.Remedies;
        }

        var known = AlarmRules.Default.FirstOrDefault(other => other.Cause == cause)?.Remedies ?? [];
        var offered = RemedyCatalogue.Against(cause).Select(remedy => remedy.IsPenalty ? $"remedy {remedy.Name} at this site" : remedy.Use);
        return [.. known.Take(1).Concat(offered.Take(2)).Concat(rule.Remedies).Distinct()];
    }

    /// <summary>The module on the way to a site that has come to contract most since the start: the one with the largest fall of log(rank after / rank before).</summary>
    static string Contractor(string subject, AlarmHistory history)
    {
        var sites = history.Sites;
        var (worst, name) = (double.PositiveInfinity, subject);
        for (var i = 1; i < sites.Count && (i == 1 || sites[i - 1] != subject); i++)
        {
            double Now(string site) => Math.Log(history.Now($"entropy_rank_ev/{site}"));
            double Start(string site) => Math.Log(history.Ago($"entropy_rank_ev/{site}", history.Count));
            var change = Now(sites[i]) - Now(sites[i - 1]) - Start(sites[i]) + Start(sites[i - 1]);
            if (change < worst)
            {
                (worst, name) = (change, sites[i]);
            }
        }

        return name;
    }
}
