using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Training.Alarms;
using RankElastor.Training.Options;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Training.Watch;

/// <summary>
/// Checks before training that the probes will read what a monitor or a rule of the user's names, and that what a rule
/// switches on waits for it.
/// </summary>
static class WatchCheck
{
    /// <exception cref="InputException">
    /// An address whose measure or site does not exist, probes that are off, or a remedy that does not wait for an
    /// alarm.
    /// </exception>
    public static void Check(RankingModel model, TrainingOptions options)
    {
        var waiting = options.Remedies.Where(remedy => remedy.IsDormant).Select(remedy => remedy.Name).ToList();
        var unanswered = options.Alarms.FirstOrDefault(rule =>
            rule.Action == AlarmAction.Regularise && !waiting.Contains(rule.Remedy!));
        if (unanswered is { } rule)
        {
            throw InputException.At("alarms", $"{rule.Name} with remedy '{rule.Remedy}'",
                waiting.Count == 0 ? "an entry of remedies with start: alarm, of which there is none"
                    : $"{string.Join(" | ", waiting)}{NearMiss.Hint(rule.Remedy!, waiting)}");
        }

        var changed = options.Alarms.Except(AlarmRules.Default).Where(rule => rule.AppliesAt(AlarmLooks.Run));
        foreach (var (key, address) in Named(options, changed))
        {
            if (options.ProbeSample == 0)
            {
                throw InputException.At(key, $"'{address}' without probes", "probe_sample above 0");
            }

            CheckAddress(model, options.Measures, key, address);
        }
    }

    /// <summary>Checks at the first look that the monitor and every rule of the user's find their numbers.</summary>
    /// <exception cref="InputException">One does not: it would never be raised, or could not be computed.</exception>
    public static void CheckFound(TrainingOptions options, IReadOnlyDictionary<Address, double> numbers)
    {
        var own = options.Alarms.Where(rule => AlarmRules.Default.All(known => known.Name != rule.Name));
        foreach (var (key, address) in Named(options, own))
        {
            if (!numbers.Keys.Any(address.Names))
            {
                var hint = NearMiss.Hint(address.ToString(), numbers.Keys.Select(number => number.ToString()));
                throw InputException.At(key, $"'{address}'", $"an address of a number that the probes read{hint}");
            }
        }
    }

    /// <summary>The addresses of the monitor and of rules, each with the configuration's key.</summary>
    static IEnumerable<(string Key, Address Address)> Named(TrainingOptions options, IEnumerable<AlarmRule> rules) =>
        options.Monitor.Addresses.Select(term => ("monitor", Address.TryParse(term, null, out var address) ? address
                : throw InputException.At("monitor", $"'{term}'", "measure/site or kind/measure/subject")))
            .Concat(rules.Select(rule => ("alarms", rule.Address)));

    static void CheckAddress(RankingModel model, MeasureCatalogue catalogue, string key, Address address)
    {
        switch (address.Kind)
        {
            case SubjectKind.Weight:
                throw InputException.At(key, $"'{address}'",
                    "a number that every look reads; spectra of weights come and go with probe_budget");
            case SubjectKind.Rows:
                Known(
                    "measure", address.Measure,
                    [.. catalogue.OfSpectra(SubjectKind.Rows).Select(measure => measure.Name)]);
                Known("site", address.Subject, [.. model.TokenSites.Select(site => site.Name)]);
                break;
        } // which measures of health a subject has shows at the first look

        void Known(string part, string found, string[] known)
        {
            if (found != "*" && !known.Contains(found))
            {
                var allowed = $"measure/site with a {part} of {string.Join(" | ", known)}";
                throw InputException.At(key, $"'{address}'", allowed + NearMiss.Hint(found, known));
            }
        }
    }
}
