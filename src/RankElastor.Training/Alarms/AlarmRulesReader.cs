using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Records;

namespace RankElastor.Training.Alarms;

/// <summary>
/// Reads <c>alarms</c> of an experiment: <c>False</c> for none, or a list of changes to the rules that every run has
/// and of rules of its own: <c>{rule: dead-gate, limit: 0.5, action: reduce_lr}</c>, <c>{rule: ours, measure:
/// stable_rank/block1/ffn, below: 0.5, relative_to: start, for: 3, action: stop}</c>.
/// </summary>
static class AlarmRulesReader
{
    static readonly (string Word, AlarmAction Action)[] _actions =
    [
        ("warn", AlarmAction.Warn), ("log", AlarmAction.Log), ("reduce_lr", AlarmAction.ReduceLearningRate),
        ("regularise", AlarmAction.Regularise), ("stop", AlarmAction.Stop),
    ];

    static readonly (string Word, AlarmQuantity Quantity)[] _quantities =
    [
        ("level", AlarmQuantity.Level), ("start", AlarmQuantity.OfStart), ("baseline", AlarmQuantity.OfBaseline),
        ("slope", AlarmQuantity.Slope),
    ];

    static readonly string[] _ofRuns = ["action", "for", "window", "while_loss_stalls"];

    /// <summary>The rules of a run.</summary>
    /// <exception cref="InputException">
    /// An unknown rule or word, or a number out of range: file, key, what is allowed.
    /// </exception>
    public static IReadOnlyList<AlarmRule> Read(ConfigSection config)
    {
        if (config.Get("alarms") is null or bool)
        {
            return config.Flag("alarms", true) ? AlarmRules.Default : [];
        }

        var rules = AlarmRules.Default.ToList();
        foreach (var entry in config.Sections("alarms"))
        {
            var name = RuleName.Parse(entry.Text("rule") ?? throw entry.Wrong("rule", null, "the name of a rule"));
            var index = rules.FindIndex(rule => rule.Name == name);
            if (index < 0)
            {
                rules.Add(Own(entry, name));
            }
            else if (entry.Flag("off", false))
            {
                rules.RemoveAt(index);
            }
            else
            {
                rules[index] = Changed(rules[index], entry);
            }
        }

        return rules;
    }

    static AlarmRule Own(ConfigSection entry, RuleName name)
    {
        var known = AlarmRules.Default.Select(rule => rule.Name.ToString());
        if (!entry.Has("measure"))
        {
            var hint = NearMiss.Hint(name.ToString(), known);
            throw entry.Wrong(
                "rule", name.ToString(), $"{string.Join(" | ", known)}, or a name of your own with a measure{hint}");
        }

        if (entry.Has("above") == entry.Has("below"))
        {
            throw entry.Wrong("below", entry.Get("below"), "either below or above, one of them");
        }

        var above = entry.Has("above");
        var relative = Word(entry, "relative_to", _quantities);
        var measure = entry.Text("measure")!;
        return Changed(new AlarmRule
        {
            Name = name,
            Address = Address.TryParse(measure, null, out var address) ? address
                : throw entry.Wrong("measure", measure, "measure/site or kind/measure/subject"),
            Quantity = relative,
            Above = above,
            Limit = entry.Number(above ? "above" : "below", 0),
            Cause = Cause.Parse(entry.Text("cause", "as the rule says")!),
            Text = at => string.Create(
                CultureInfo.InvariantCulture,
                $"{at.Subject}: {measure} ({relative.ToString().ToLowerInvariant()}) is {at.Quantity:0.####}, "
                + $"{(above ? "above" : "below")} {at.Limit:0.####}."),
        }, entry);
    }

    static AlarmRule Changed(AlarmRule rule, ConfigSection entry)
    {
        if (!rule.AppliesAt(AlarmLooks.Run) && _ofRuns.FirstOrDefault(entry.Has) is { } key)
        {
            throw entry.Wrong(key, entry.Get(key), $"limit or off: {rule.Name} is judged by inspect, at one reading");
        }

        var action = entry.Has("action") ? Word(entry, "action", _actions) : rule.Action;
        return rule with
        {
            Limit = entry.Number("limit", rule.Limit),
            For = AtLeast(entry, "for", rule.For, 1),
            Window = AtLeast(entry, "window", rule.Window, 3),
            Cost = entry.Has("cost") ? entry.Number("cost", 0) : rule.Cost,
            EndCost = entry.Has("cost") ? entry.Number("cost", 0) : rule.EndCost,
            WhileLossStalls = entry.Flag("while_loss_stalls", rule.WhileLossStalls),
            Action = action,
            Remedy = action != AlarmAction.Regularise ? null
                : entry.Text("remedy") ?? throw entry.Wrong("remedy", null, "the name of a remedy with start: alarm"),
        };
    }

    static int AtLeast(ConfigSection entry, string key, int absent, int least)
    {
        var value = entry.Whole(key, absent);
        return value >= least ? value : throw entry.Wrong(key, (long)value, $"a whole number >= {least}");
    }

    static T Word<T>(ConfigSection entry, string key, (string Word, T Value)[] words) =>
        words.Single(pair => pair.Word == entry.Choice(key, words[0].Word, [.. words.Select(pair => pair.Word)])).Value;
}
