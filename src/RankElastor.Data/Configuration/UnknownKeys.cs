using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>What to say about keys that nobody reads: a misspelling is an error, any other a warning.</summary>
public static class UnknownKeys
{
    /// <summary>Keys of older FuxiCTR versions, which today's FuxiCTR ignores without a word.</summary>
    public static IReadOnlyList<string> Legacy { get; } =
    [
        "workers", "patience", "every_x_epochs", "eval_interval", "use_hdf5", "ordered_features",
        "partition_block_size", "debug", "version", "data_block_size",
    ];

    /// <summary>
    /// Keys of today's FuxiCTR that say how its own program goes about its work, and mean nothing to this one.
    /// </summary>
    public static IReadOnlyList<string> WithoutEffect { get; } =
        ["num_workers", "verbose", "pickle_feature_encoder", "streaming", "debug_mode"];

    /// <summary>
    /// One warning for each key of <paramref name="section"/> that is not <paramref name="known"/>, and one for all
    /// those without effect. An unknown key that is nearly a known one raises <see cref="InputException"/> naming both.
    /// </summary>
    public static IReadOnlyList<string> Warnings(
        ConfigSection section, IReadOnlyCollection<string> known, IReadOnlyCollection<string>? legacy = null)
    {
        List<string> unknown = [.. section.Keys.Where(key => !known.Contains(key))];
        List<string> idle = [.. unknown.Where(WithoutEffect.Contains)];
        IEnumerable<string> line = idle.Count == 0 ? []
            : [$"{section.Where}: of FuxiCTR, without effect here: {string.Join(", ", idle)}"];
        return
        [
            .. line,
            .. unknown.Except(idle).Select(key => (legacy ?? Legacy).Contains(key)
                ? $"{section.Where}: key '{key}' is a legacy key and is ignored"
                : NearMiss.Of(key, known) is { } near
                ? throw new InputException($"{section.Where}: unknown key '{key}'; did you mean '{near}'?")
                : $"{section.Where}: unknown key '{key}' is ignored"),
        ];
    }

    /// <summary>The same where the known keys are those of a table.</summary>
    public static IReadOnlyList<string> Warnings(
        ConfigSection section, IEnumerable<Key> known, IReadOnlyCollection<string>? legacy = null) =>
        Warnings(section, [.. known.Select(key => key.Name)], legacy);

    /// <summary>
    /// The same for the mappings inside <paramref name="section"/>, as deep as they go; known is what was asked for.
    /// One that nobody opened is passed over.
    /// </summary>
    public static IReadOnlyList<string> NestedWarnings(ConfigSection section) =>
    [
        .. section.Nested.Where(inner => inner.Asked.Count > 0)
            .SelectMany(inner => (string[])[.. Warnings(inner, inner.Asked), .. NestedWarnings(inner)]),
    ];
}
