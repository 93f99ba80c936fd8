using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Planted;

/// <summary>
/// The law of a planted data set: independent fields, Zipf identifiers, and a logit made of uncorrelated parts (linear,
/// pairwise of a planted rank, higher-order) whose standard deviations are stated. The defaults are the demo's: 12
/// fields, 80,000 rows, a Bayes AUC of about 0.87 against 0.71 from linear effects and 0.8 from pairs.
/// </summary>
public sealed record PlantedOptions
{
    /// <summary>The most identifiers of one field.</summary>
    public const int LargestCardinality = 10_000_000;

    /// <summary>The data set's name.</summary>
    public string Name { get; init; } = "planted";

    /// <summary>Identifiers of each categorical field, at least 2 each.</summary>
    public IReadOnlyList<int> Cardinalities { get; init; } =
        [5, 8, 12, 20, 30, 50, 80, 150, 300, 600, 1200, 2000];

    /// <summary>Numeric fields, standard normal, after the categorical ones.</summary>
    public int NumericFields { get; init; }

    /// <summary>Identifier i (from 0) has a probability proportional to (i + 1)^−ZipfExponent.</summary>
    public double ZipfExponent { get; init; } = 1.2;

    /// <summary>Rows of the training split.</summary>
    public long TrainRows { get; init; } = 60_000;

    /// <summary>Rows of the validation split.</summary>
    public long ValidRows { get; init; } = 10_000;

    /// <summary>Rows of the test split.</summary>
    public long TestRows { get; init; } = 10_000;

    /// <summary>Rank of every pair's interaction matrix.</summary>
    public int Rank { get; init; } = 4;

    /// <summary>Standard deviation of the linear part of the logit.</summary>
    public double LinearScale { get; init; } = 1.2;

    /// <summary>Standard deviation of the pairwise part of the logit.</summary>
    public double PairScale { get; init; } = 1.25;

    /// <summary>
    /// A field's pair vectors are proportional to its cardinality^−PairDamping: above 0, fields with few identifiers
    /// carry more of the pairwise part, which then can be learnt from fewer rows.
    /// </summary>
    public double PairDamping { get; init; } = 0.5;

    /// <summary>Interactions of three or more fields.</summary>
    public IReadOnlyList<PlantedInteraction> HighOrder { get; init; } =
        [new([0, 2, 4], 2, 0.9), new([1, 3, 5], 2, 0.9)];

    /// <summary>Share of clicks, met by the choice of the bias.</summary>
    public double BaseRate { get; init; } = 0.25;

    /// <summary>Fixes the law and every row.</summary>
    public ulong Seed { get; init; } = 2021;

    /// <summary>Categorical and numeric fields together.</summary>
    public int Fields => Cardinalities.Count + NumericFields;

    /// <summary>
    /// field_01, field_02, …: categorical fields (id 0 padding, 1 … cardinality, then out-of-vocabulary), then numeric
    /// ones.
    /// </summary>
    [JsonIgnore]
    public Schema Schema => new(Name, [.. Enumerable.Range(0, Fields).Select(FieldAt)], ["label"]);

    /// <summary>The keys of the <c>planted</c> section.</summary>
    public static KeyTable<PlantedOptions> Keys { get; } = new(() => new PlantedOptions())
    {
        {
            Key.Wholes(
                "cardinalities", "Identifiers of each categorical field.",
                least: 2, most: LargestCardinality, canBeEmpty: false),
            options => options.Cardinalities
        },
        {
            Key.Whole(
                "numeric_fields", "Numeric fields, standard normal, after the categorical ones.",
                least: 0, most: 10_000),
            options => options.NumericFields
        },
        {
            Key.Real(
                "zipf_exponent", "Identifier i (from 0) has a probability proportional to (i + 1)^-x.",
                least: 0, most: 10),
            options => options.ZipfExponent
        },
        { Rows("train_rows", "training"), options => options.TrainRows },
        { Rows("valid_rows", "validation"), options => options.ValidRows },
        { Rows("test_rows", "test"), options => options.TestRows },
        { Key.Whole("rank", "Rank of every pair's interaction matrix.", least: 1, most: 256), options => options.Rank },
        {
            Key.Real("linear_scale", "Standard deviation of the linear part of the logit.", least: 0, most: 100),
            options => options.LinearScale
        },
        {
            Key.Real("pair_scale", "Standard deviation of the pairwise part.", least: 0, most: 100),
            options => options.PairScale
        },
        {
            Key.Real("pair_damping", "Pair vectors shrink with cardinality^-x.", least: 0, most: 2),
            options => options.PairDamping
        },
        { Key.Real("base_rate", "Share of clicks.", least: 0.0001, most: 0.9999), options => options.BaseRate },
        { Key.Number<ulong>("seed", "Fixes the law and every row.", least: 0), options => options.Seed },
        {
            Key.Own<IReadOnlyList<PlantedInteraction>>(
                "high_order", "Interactions of three or more fields.",
                "a list of {fields: [0, 2, 4], rank: 2, scale: 0.9}", [], Interactions) with
            {
                Inner = [.. PlantedInteraction.Keys],
                DefaultWords = "two of three fields; none where cardinalities are given",
                Example = "[{fields: [0, 2, 4], rank: 2, scale: 0.9}]",
            },
            options => options.HighOrder
        },
    };

    /// <summary>Reads the <c>planted</c> section of a data set's configuration.</summary>
    /// <exception cref="InputException">A value is out of its range.</exception>
    public static PlantedOptions Read(ConfigSection section, string name)
    {
        var start = new PlantedOptions { Name = name };
        var options = Keys.Read(section, section.Has("cardinalities") ? start with { HighOrder = [] } : start);
        options.CheckFields($"{section.Where}: high_order");
        return options;
    }

    /// <summary>Refuses what a file could not say either.</summary>
    /// <exception cref="InputException">A value is out of its range: key, what was found and what is
    /// allowed.</exception>
    public void Check()
    {
        Keys.Check(this);
        CheckFields("high_order");
    }

    Field FieldAt(int index)
    {
        var name = $"field_{index + 1:00}";
        return index < Cardinalities.Count
            ? new Field
            {
                Name = name,
                Kind = FieldKind.Categorical,
                VocabularySize = Cardinalities[index] + 2,
                MaxLength = 1,
            }
            : new Field { Name = name, Kind = FieldKind.Numeric };
    }

    static Key<long> Rows(string name, string split) =>
        Key.Number<long>(name, $"Rows of the {split} split.", least: 1, most: int.MaxValue * 1024L);

    static PlantedInteraction[] Interactions(ConfigSection section) =>
        [.. section.Sections("high_order").Select(entry => PlantedInteraction.Keys.Read(entry))];

    void CheckFields(string where)
    {
        foreach (var interaction in HighOrder)
        {
            interaction.Check(where, Fields);
        }
    }
}
