using RankElastor.Data;
using RankElastor.Data.Configuration;
using RankElastor.Model;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;

namespace RankElastor.Training.Watch;

/// <summary>Checks before training that the probes will read what a monitor or a rule of the user's names, and that what a rule switches on waits for it.</summary>
static class WatchCheck
{
    /// <exception cref="InputException">An address whose measure or site does not exist, probes that are off, or a remedy that does not wait for an alarm.</exception>
    public static void Check(RankingModel model, TrainingOptions options)
    {
        var waiting = options.Remedies.Where(remedy => remedy.IsDormant).Select(remedy => remedy.Name).ToList();
        if (options.Alarms.FirstOrDefault(rule => rule.Action == AlarmAction.Regularise && !waiting.Contains(rule.Remedy!)) is { } rule)
        {
            throw InputException.At("alarms", $"{rule.Name} with remedy '{rule.Remedy}'",
                waiting.Count == 0 ? "an entry of remedies with start: alarm, of which there is none" : $"{string.Join(" | ", waiting)}{NearMiss.Hint(rule.Remedy!, waiting)}");
        }

        foreach (var (key, address) in options.Monitor.Addresses.Select(one => ("monitor", one))
            .Concat(options.Alarms.Except(AlarmRules.Default).Select(rule => ("alarms", rule.Address))))
        {
            if (options.ProbeSample == 0)
            {
                throw InputException.At(key, $"'{address}' without probes", "probe_sample above 0");
            }

            CheckAddress(model, key, address);
        }
    }

    static void CheckAddress(RankingModel model, string key, string address)
    {
        if (AlarmAddress.IsHealth(address))
        {
            return; // which measures of health a subject has shows at the first look
        }

        var (measure, site) = (AlarmAddress.Measure(address), AlarmAddress.Subject(address));
        if (!SiteMeasures.Names.Contains(measure))
        {
            throw InputException.At(key, $"'{address}'", $"measure/site with a measure of {string.Join(" | ", SiteMeasures.Names)}{NearMiss.Hint(measure, SiteMeasures.Names)}");
        }

        var sites = model.TokenSites.Select(one => one.Name).ToList();
        if (site != "*" && !sites.Contains(site))
        {
            throw InputException.At(key, $"'{address}'", $"measure/site with a site of {string.Join(" | ", sites)}{NearMiss.Hint(site, sites)}");
        }
    }
}
