using RankElastor.Data.Configuration;

namespace RankElastor.Data.Datasets;

/// <summary>How the points of a tuner file are chosen.</summary>
public enum SearchMethod
{
    /// <summary>All combinations.</summary>
    Grid,

    /// <summary>Independent draws.</summary>
    Random,

    /// <summary>Successive halving: many points for few epochs, the best of them for more.</summary>
    Halving,

    /// <summary>A tree of Parzen estimators: draws where good points were.</summary>
    Tpe,

    /// <summary>Steps from the best point; with a guide those first that ranks advise.</summary>
    Local,
}

/// <summary>The mapping <c>search</c> of a tuner file.</summary>
public sealed record SearchOptions
{
    static readonly IReadOnlyDictionary<string, string> _noGuide = new Dictionary<string, string>();

    /// <summary>The keys of the mapping.</summary>
    public static KeyTable<SearchOptions> Keys { get; } = new(() => new SearchOptions())
    {
        {
            Key.Word<SearchMethod>("method", "How points are chosen.") with { Switch = "--search" },
            options => options.Method
        },
        {
            Key.Whole(
                "epochs", "Epochs of training over all points, after which the search ends; grid has no limit.",
                least: 1).OrNone() with
            { DefaultWords = "must be there, except for grid", Example = "120", Switch = "--search-epochs" },
            options => options.Epochs
        },
        {
            Key.Whole("seed", "Seed of the points; the trainings have the experiment's.", least: 0) with
            { Switch = "--search-seed" },
            options => options.Seed
        },
        {
            Key.Word("start", "The first point: the base experiment as it is, or a drawn one.",
                ("random", false), ("base", true)),
            options => options.StartsAtBase
        },
        {
            Key.Whole("reduction", "halving: one of so many points goes on, to so many times the epochs.", least: 2),
            options => options.Reduction
        },
        {
            Key.Whole(
                "first_epochs", "The fewest epochs that a point is begun with; halving: those of a first round.",
                least: 1),
            options => options.FirstEpochs
        },
        {
            Key.Whole("random_points", "tpe: points that are drawn before any is proposed.", least: 1),
            options => options.RandomPoints
        },
        {
            Key.Own(
                "guide", "local: keys whose steps the ranks of the best point advise, each with the site whose width "
                    + "it sets (tokens, ffn: of the last block), or blocks for the key that counts blocks.",
                "a mapping", _noGuide, ReadGuide) with
            { DefaultWords = "none", Example = "{embedding_dim: embedding, depth: blocks}" },
            options => options.Guide
        },
    };

    /// <summary>How points are chosen.</summary>
    public SearchMethod Method { get; init; } = SearchMethod.Grid;

    /// <summary>The budget in epochs over all points; null where none is said.</summary>
    public int? Epochs { get; init; }

    /// <summary>Seed of the points.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether the base experiment is the first point.</summary>
    public bool StartsAtBase { get; init; }

    /// <summary>Halving: one of so many goes on.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>The fewest epochs that a point is begun with.</summary>
    public int FirstEpochs { get; init; } = 1;

    /// <summary>TPE: points drawn first.</summary>
    public int RandomPoints { get; init; } = 6;

    /// <summary>Local: by key the site whose width it sets, or the word for the number of blocks.</summary>
    public IReadOnlyDictionary<string, string> Guide { get; init; } = _noGuide;

    static IReadOnlyDictionary<string, string> ReadGuide(ConfigSection search) =>
        search.Section("guide") is not { } guide ? _noGuide
        : guide.Keys.ToDictionary(key => key, key => guide.Text(key) ?? "");
}
