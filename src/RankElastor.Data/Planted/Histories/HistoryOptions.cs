using RankElastor.Data.Configuration;

namespace RankElastor.Data.Planted.Histories;

/// <summary>
/// The law of generated rows with a history, <see cref="HistoryDataset"/>. The defaults: 60,000 rows for training,
/// 1,000 items of 20 topics, histories of 20 items on average.
/// </summary>
public sealed record HistoryOptions
{
    /// <summary>The data set's name.</summary>
    public string Name { get; init; } = "histories";

    /// <summary>Items; item i (from 0) is of topic i mod <see cref="Topics"/>.</summary>
    public int Items { get; init; } = 1000;

    /// <summary>Topics that users are interested in, one at a time.</summary>
    public int Topics { get; init; } = 20;

    /// <summary>Values of each field of the context, which says nothing about topics.</summary>
    public int Contexts { get; init; } = 10;

    /// <summary>Fields of the context, <c>context</c>, <c>context_2</c> and so on.</summary>
    public int ContextFields { get; init; } = 1;

    /// <summary>Mean length of the histories, which is geometric up to <see cref="MaxLength"/>.</summary>
    public double MeanLength { get; init; } = 20;

    /// <summary>The most items of a history.</summary>
    public int MaxLength { get; init; } = 50;

    /// <summary>Probability that the interest stays as it is from one item to the next; else any topic follows.
    /// </summary>
    public double Persistence { get; init; } = 0.9;

    /// <summary>Probability that an item of the history is of any topic.</summary>
    public double Noise { get; init; } = 0.3;

    /// <summary>What the logit gains where the item is of the topic of interest.</summary>
    public double Interest { get; init; } = 3;

    /// <summary>Standard deviation of the contexts' part of the logit.</summary>
    public double ContextScale { get; init; } = 0.5;

    /// <summary>The logit of an item beside the interest, without its context.</summary>
    public double Bias { get; init; } = -2;

    /// <summary>Rows of the training split.</summary>
    public long TrainRows { get; init; } = 60_000;

    /// <summary>Rows of the validation split.</summary>
    public long ValidRows { get; init; } = 10_000;

    /// <summary>Rows of the test split.</summary>
    public long TestRows { get; init; } = 10_000;

    /// <summary>Fixes the law and every row.</summary>
    public ulong Seed { get; init; } = 2021;

    /// <summary>The keys of the <c>histories</c> section.</summary>
    public static KeyTable<HistoryOptions> Keys { get; } = new(() => new HistoryOptions())
    {
        { Key.Whole("items", "Items; item i is of topic i mod topics.", least: 2), options => options.Items },
        {
            Key.Whole("topics", "Topics that users are interested in, one at a time.", least: 2, most: 10_000),
            options => options.Topics
        },
        { Key.Whole("contexts", "Values of each field of the context.", least: 1), options => options.Contexts },
        {
            Key.Whole("context_fields", "Fields of the context: context, context_2 and so on.", least: 1, most: 1000),
            options => options.ContextFields
        },
        {
            Key.Real("mean_length", "Mean length of the histories, geometric up to max_length.", least: 0),
            options => options.MeanLength
        },
        { Key.Whole("max_length", "The most items of a history.", least: 1), options => options.MaxLength },
        {
            Key.Real("persistence", "Probability that the interest stays from item to item.", least: 0, most: 1),
            options => options.Persistence
        },
        {
            Key.Real("noise", "Probability that an item of the history is of any topic.", least: 0, most: 1),
            options => options.Noise
        },
        {
            Key.Real("interest", "What the logit gains where the item is of the topic of interest."),
            options => options.Interest
        },
        {
            Key.Real("context_scale", "Standard deviation of the contexts' part of the logit.", least: 0),
            options => options.ContextScale
        },
        { Key.Real("bias", "The logit of an item beside the interest."), options => options.Bias },
        { Key.Number<long>("train_rows", "Rows of the training split.", least: 1), options => options.TrainRows },
        { Key.Number<long>("valid_rows", "Rows of the validation split.", least: 1), options => options.ValidRows },
        { Key.Number<long>("test_rows", "Rows of the test split.", least: 1), options => options.TestRows },
        { Key.Number<ulong>("seed", "Fixes the law and every row.", least: 0), options => options.Seed },
    };
}
