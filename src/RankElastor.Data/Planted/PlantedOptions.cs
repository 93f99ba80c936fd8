using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Planted;

/// <summary>
/// The law of a planted data set: independent fields, Zipf identifiers, and a logit made of uncorrelated parts
/// (linear, pairwise of a planted rank, higher-order) whose standard deviations are stated. A bad value cannot be
/// constructed. The defaults are the demo's: 12 fields, 80,000 rows, a Bayes AUC of about 0.87 against 0.71 from
/// linear effects and 0.8 from pairs.
/// </summary>
public sealed record PlantedOptions
{
    /// <summary>The most identifiers of one field.</summary>
    public const int LargestCardinality = 10_000_000;

    /// <summary>The data set's name.</summary>
    public string Name { get; init; } = "planted";

    /// <summary>Identifiers of each categorical field, at least 2 each.</summary>
    public IReadOnlyList<int> Cardinalities { get; init => field = Each(value, 2, LargestCardinality); } =
        [5, 8, 12, 20, 30, 50, 80, 150, 300, 600, 1200, 2000];

    /// <summary>Numeric fields, standard normal, after the categorical ones.</summary>
    public int NumericFields { get; init => field = Within(value, 0, 10_000); }

    /// <summary>Identifier i (from 0) has a probability proportional to (i + 1)^−ZipfExponent.</summary>
    public double ZipfExponent { get; init => field = Within(value, 0, 10); } = 1.2;

    /// <summary>Rows of the training split.</summary>
    public long TrainRows { get; init => field = Within(value, 1, int.MaxValue * 1024L); } = 60_000;

    /// <summary>Rows of the validation split.</summary>
    public long ValidRows { get; init => field = Within(value, 1, int.MaxValue * 1024L); } = 10_000;

    /// <summary>Rows of the test split.</summary>
    public long TestRows { get; init => field = Within(value, 1, int.MaxValue * 1024L); } = 10_000;

    /// <summary>Rank of every pair's interaction matrix.</summary>
    public int Rank { get; init => field = Within(value, 1, 256); } = 4;

    /// <summary>Standard deviation of the linear part of the logit.</summary>
    public double LinearScale { get; init => field = Within(value, 0, 100); } = 1.2;

    /// <summary>Standard deviation of the pairwise part of the logit.</summary>
    public double PairScale { get; init => field = Within(value, 0, 100); } = 1.25;

    /// <summary>
    /// A field's pair vectors are proportional to its cardinality^−PairDamping: above 0, fields with few identifiers
    /// carry more of the pairwise part, which then can be learnt from fewer rows.
    /// </summary>
    public double PairDamping { get; init => field = Within(value, 0, 2); } = 0.5;

    /// <summary>Interactions of three or more fields.</summary>
    public IReadOnlyList<PlantedInteraction> HighOrder { get; init => field = Checked(value); } =
        [new([0, 2, 4], 2, 0.9), new([1, 3, 5], 2, 0.9)];

    /// <summary>Share of clicks, met by the choice of the bias.</summary>
    public double BaseRate { get; init => field = Within(value, 0.0001, 0.9999); } = 0.25;

    /// <summary>Fixes the law and every row.</summary>
    public ulong Seed { get; init; } = 2021;

    /// <summary>Categorical and numeric fields together.</summary>
    public int Fields => Cardinalities.Count + NumericFields;

    /// <summary>field_01, field_02, …: categorical fields (id 0 is padding, the last OOV), then numeric ones.</summary>
    [JsonIgnore]
    public Schema Schema => new(Name, [.. Enumerable.Range(0, Fields).Select(FieldAt)], ["label"]);

    /// <summary>
    /// Reads the <c>planted</c> section of a data set's configuration: any of cardinalities, numeric_fields,
    /// zipf_exponent, train_rows, valid_rows, test_rows, rank, linear_scale, pair_scale, pair_damping, base_rate,
    /// seed, and high_order, a list of <c>{fields: [0, 2, 4], rank: 2, scale: 0.9}</c>.
    /// </summary>
    /// <exception cref="InputException">A value is out of its range.</exception>
    public static PlantedOptions Read(ConfigSection section, string name)
    {
        var standard = new PlantedOptions();
        var defaultOrder = section.Has("cardinalities") ? [] : standard.HighOrder;
        try
        {
            var options = new PlantedOptions
            {
                Name = name,
                Cardinalities = section.Wholes("cardinalities", standard.Cardinalities),
                NumericFields = section.Whole("numeric_fields", standard.NumericFields),
                ZipfExponent = section.Number("zipf_exponent", standard.ZipfExponent),
                TrainRows = section.Whole("train_rows", (int)standard.TrainRows),
                ValidRows = section.Whole("valid_rows", (int)standard.ValidRows),
                TestRows = section.Whole("test_rows", (int)standard.TestRows),
                Rank = section.Whole("rank", standard.Rank),
                LinearScale = section.Number("linear_scale", standard.LinearScale),
                PairScale = section.Number("pair_scale", standard.PairScale),
                PairDamping = section.Number("pair_damping", standard.PairDamping),
                BaseRate = section.Number("base_rate", standard.BaseRate),
                Seed = (ulong)Within(section.Whole("seed", (int)standard.Seed), 0, int.MaxValue, "Seed"),
                HighOrder = section.Has("high_order") ? [.. section.Sections("high_order").Select(Interaction)]
                    : defaultOrder,
            };
            var last = options.HighOrder.SelectMany(interaction => interaction.Fields).DefaultIfEmpty().Max();
            return last < options.Fields
                ? options
                : throw section.Wrong("high_order", $"field {last}", $"fields 0 … {options.Fields - 1}");
        }
        catch (ArgumentException error)
        {
            throw new InputException($"{section.Where}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
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

    static PlantedInteraction Interaction(ConfigSection section) =>
        new(section.Wholes("fields", []), section.Whole("rank", 1), section.Number("scale", 1));

    static T Within<T>(T value, T low, T high, [CallerMemberName] string name = "") where T : IComparable<T> =>
        value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Allowed: {low} … {high}.");

    static IReadOnlyList<int> Each(IReadOnlyList<int> values, int low, int high, [CallerMemberName] string name = "") =>
        values.Count > 0 && values.All(value => value >= low && value <= high)
            ? values
            : throw new ArgumentOutOfRangeException(name, string.Join(", ", values),
                $"Allowed: one or more of {low} … {high}.");

    static IReadOnlyList<PlantedInteraction> Checked(IReadOnlyList<PlantedInteraction> value,
        [CallerMemberName] string name = "")
    {
        foreach (var interaction in value)
        {
            Within(interaction.Rank, 1, 256, name);
            Within(interaction.Scale, 0, 100, name);
            if (interaction.Fields.Count < 3 || interaction.Fields.Distinct().Count() < interaction.Fields.Count
                || interaction.Fields.Min() < 0)
            {
                throw new ArgumentOutOfRangeException(name, string.Join(", ", interaction.Fields),
                    "Allowed: three or more distinct fields.");
            }
        }

        return value;
    }
}
