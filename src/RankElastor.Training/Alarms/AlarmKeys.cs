using RankElastor.Data.Configuration;

namespace RankElastor.Training.Alarms;

/// <summary>The keys of an entry of <c>alarms</c>, which <see cref="AlarmRulesReader"/> reads.</summary>
static class AlarmKeys
{
    public static Key<string> Rule { get; } =
        Key.Text("rule", "The rule that changes, or the name of a new one.") with
        { Allowed = "the name of a rule", IsRequired = true, Example = "dead-gate" };

    public static IReadOnlyList<Key> All { get; } =
    [
        Rule,
        Key.Flag("off", "True: the rule is not judged."),
        Key.OptionalText("measure", "A new rule's number, by its address.") with { Example = "stable_rank/block1/ffn" },
        Key.Real("above", "A new rule holds above this limit.").OrNone() with { Example = "0.5" },
        Key.Real("below", "A new rule holds below this limit.").OrNone() with { Example = "0.5" },
        Key.Word(
            "relative_to", "What is compared: the number, its ratio to the start or to no structure, or its slope.",
            ("level", 0), ("start", 1), ("baseline", 2), ("slope", 3)),
        Key.Text("cause", "The likely cause that a new rule names.", "as the rule says"),
        Key.Real("limit", "The limit, in the units of what is compared.").OrNone() with
        { DefaultWords = "the rule's", Example = "0.5" },
        Key.Whole("for", "Evaluations in a row for which it must hold.", least: 1).OrNone() with
        { DefaultWords = "the rule's; 2 for a new one", Example = "3" },
        Key.Whole("window", "Evaluations that a slope is fitted to.", least: 3).OrNone() with
        { DefaultWords = "the rule's; 5 for a new one", Example = "4" },
        Key.Flag("while_loss_stalls", "It holds only while the validation loss has no new best.") with
        { DefaultWords = "the rule's; False for a new one" },
        Key.Real("cost", "AUC that must at least be left on the table (left_auc_low) for it to hold.").OrNone() with
        { DefaultWords = "the rule's; none for a new one", Example = "0.01" },
        Key.Word(
            "action", "What the run does then.",
            [.. ((string[])["warn", "log", "reduce_lr", "regularise", "stop"]).Select(word => (word, word))]) with
        { DefaultWords = "the rule's; warn for a new one" },
        Key.OptionalText("remedy", "The dormant remedy that action regularise starts.") with { Example = "uniformity" },
    ];
}
