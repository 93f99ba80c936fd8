using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Training.Alarms;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;

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

    /// <summary>Checks at the first look that the monitor and every rule of the user's find their numbers.</summary>
    /// <exception cref="InputException">One does not: it would never be raised, or could not be computed.</exception>
    public static void CheckFound(TrainingOptions options, IReadOnlyDictionary<string, double> numbers)
    {
        var own = options.Alarms.Where(rule => AlarmRules.Default.All(known => known.Name != rule.Name)).Select(rule => ("alarms", rule.Address));
        foreach (var (key, address) in options.Monitor.Addresses.Select(one => ("monitor", one)).Concat(own))
        {
            if (!numbers.Keys.Any(number => AlarmAddress.Matches(address, number)))
            {
                throw InputException.At(key, $"'{address}'", $"an address of a number that the probes read{NearMiss.Hint(address, numbers.Keys)}");
            }
        }
    }

    static void CheckAddress(RankingModel model, string key, string address)
    {
        if (address.StartsWith($"{HealthKind.Weight}/", StringComparison.Ordinal))
        {
            throw InputException.At(key, $"'{address}'", "a number that every look reads; spectra of weights come and go with probe_budget");
        }

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
