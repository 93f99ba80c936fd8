using RankElastor.Data.Files;

namespace RankElastor.Data.Configuration;

/// <summary>What to say about keys that nobody reads: a misspelling is an error, any other a warning.</summary>
public static class UnknownKeys
{
    /// <summary>
    /// Keys that change nothing here: how FuxiCTR (today's and older ones) runs, stores and prints, and what older
    /// versions understood. A section is told of all of them in one line.
    /// </summary>
    public static IReadOnlyList<string> WithoutEffect { get; } =
    [
        "num_workers", "workers", "verbose", "debug", "debug_mode", "gpu", "version", "streaming",
        "pickle_feature_encoder", "use_hdf5", "data_block_size", "partition_block_size", "every_x_epochs",
        "eval_interval",
    ];

    /// <summary>
    /// One warning for each key of <paramref name="section"/> that is not <paramref name="known"/>, unless its value is
    /// null. An unknown key that is nearly a known one, and none of <paramref name="others"/>, raises
    /// <see cref="InputException"/> naming both.
    /// </summary>
    /// <param name="section">The mapping.</param>
    /// <param name="known">What is read of it.</param>
    /// <param name="others">Keys of its neighbours, such as other models: no misspellings.</param>
    public static IReadOnlyList<string> Warnings(
        ConfigSection section, IReadOnlyCollection<string> known, IReadOnlyCollection<string>? others = null)
    {
        List<string> unknown = [.. section.Keys.Where(key => !known.Contains(key) && !WithoutEffect.Contains(key))];
        foreach (var key in unknown.Where(key => others?.Contains(key) != true))
        {
            if (NearMiss.Of(key, known) is { } near)
            {
                throw new InputException($"{section.Where}: unknown key '{key}'; did you mean '{near}'?");
            }
        }

        var silent = string.Join(
            ", ", section.Keys.Where(key => WithoutEffect.Contains(key) && !known.Contains(key) && section.Has(key)));
        return
        [
            .. silent.Length == 0 ? Array.Empty<string>()
                : [$"{section.Where}: of FuxiCTR, without effect here: {silent}"],
            .. unknown.Where(section.Has).Select(key => others?.Contains(key) == true
                ? $"{section.Where}: key '{key}' is ignored here"
                : $"{section.Where}: unknown key '{key}' is ignored"),
        ];
    }

    /// <summary>The same where the known keys are those of a table.</summary>
    public static IReadOnlyList<string> Warnings(
        ConfigSection section, IEnumerable<Key> known, IReadOnlyCollection<string>? others = null) =>
        Warnings(section, [.. known.SelectMany(key => key.Names)], others);

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
