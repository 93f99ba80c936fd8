using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Planted.Histories;

/// <summary>
/// A click log of users whose interest drifts. The topic of interest is a Markov chain: it stays with
/// <see cref="HistoryOptions.Persistence"/>, else any topic follows. Each item of the history is of that topic, or with
/// <see cref="HistoryOptions.Noise"/> of any. One more step of the chain, and an item is shown: of the topic of
/// interest in one row of two, else of any. It is clicked with probability sigmoid(bias + context +
/// interest · [item is of the topic]), the context a sum over its fields. Nobody sees the topic, but the history's
/// items say what it may be: the chain's forward filter gives its exact probabilities, and with them the best possible
/// prediction. Row i of a split is a function of the seed, the split and i.
/// </summary>
public sealed class HistoryDataset
{
    readonly SeededRandom[] _streams;
    readonly double[][] _contexts; // by field and value

    /// <summary>Draws the contexts' part of the logit.</summary>
    public HistoryDataset(HistoryOptions options)
    {
        HistoryOptions.Keys.Check(options);
        Options = options;
        var root = new SeededRandom(options.Seed);
        _streams = [root.Fork("train"), root.Fork("valid"), root.Fork("test")];
        var draws = root.Fork("contexts");
        var scale = options.ContextScale / Math.Sqrt(options.ContextFields);
        _contexts = [.. Enumerable.Range(0, options.ContextFields)
            .Select(_ => Enumerable.Range(0, options.Contexts).Select(_ => scale * draws.NextNormal()).ToArray())];
    }

    /// <summary>The law's parameters.</summary>
    public HistoryOptions Options { get; }

    /// <summary>Rows of a split.</summary>
    public long Rows(PlantedSplit split) => split switch
    {
        PlantedSplit.Train => Options.TrainRows,
        PlantedSplit.Valid => Options.ValidRows,
        _ => Options.TestRows,
    };

    /// <summary>Makes a row. Thread-safe.</summary>
    public HistoryRow Row(PlantedSplit split, long row)
    {
        var random = _streams[(int)split].Fork(row);
        var contexts = new int[Options.ContextFields];
        foreach (ref var context in contexts.AsSpan())
        {
            context = random.NextInt(Options.Contexts);
        }

        var history = new int[Length(random)];
        var topic = random.NextInt(Options.Topics);
        for (var i = 0; i < history.Length; i++)
        {
            topic = Next(topic, random);
            history[i] = ItemOf(random.NextDouble() < Options.Noise ? random.NextInt(Options.Topics) : topic, random);
        }

        topic = Next(topic, random);
        var item = ItemOf(random.NextDouble() < 0.5 ? topic : random.NextInt(Options.Topics), random);
        var clicked = random.NextDouble() < Click(contexts, TopicOf(item) == topic);
        return new HistoryRow(contexts, item, history, clicked);
    }

    /// <summary>What the history leaves to know: the exact probability of a click, given all fields.</summary>
    public double Best(HistoryRow row) => Given(row, Filter(row.History));

    /// <summary>The probability of a click, given all fields but the history.</summary>
    public double BestWithoutHistory(HistoryRow row) => Given(row, Filter([]));

    /// <summary>What a perfect model would reach on a split.</summary>
    public HistoryTruth Truth(PlantedSplit split)
    {
        var rows = checked((int)Rows(split));
        var (labels, best, blind) = (new double[rows], new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var row = Row(split, i);
            (labels[i], best[i], blind[i]) = (row.Clicked ? 1 : 0, Best(row), BestWithoutHistory(row));
        }

        return new HistoryTruth(SoftRanking.Auc(best, labels), SoftRanking.Auc(blind, labels), labels.Average());
    }

    /// <summary>The topic of an item.</summary>
    public int TopicOf(int item) => item % Options.Topics;

    /// <summary>
    /// P(click): the topic of interest, seen through the history with probabilities <paramref name="filter"/>, is that
    /// of the item with probability q; the item was chosen for it or by chance.
    /// </summary>
    double Given(HistoryRow row, double[] filter)
    {
        var prior = filter[TopicOf(row.Item)];
        // P(item's topic | it is the interest) = (1 + 1/K) / 2, and (1/K) / 2 where the interest is another
        var chance = 0.5 / Options.Topics;
        var here = prior * (0.5 + chance);
        var posterior = here / (here + (1 - prior) * chance);
        return posterior * Click(row.Contexts, true) + (1 - posterior) * Click(row.Contexts, false);
    }

    /// <summary>The probabilities of the topic of interest, one step behind the history.</summary>
    double[] Filter(ReadOnlySpan<int> history)
    {
        var topics = Options.Topics;
        var beliefs = new double[topics];
        Array.Fill(beliefs, 1.0 / topics);
        foreach (var item in history)
        {
            Step(beliefs);
            var sum = 0.0;
            for (var topic = 0; topic < topics; topic++)
            {
                var seen = (TopicOf(item) == topic ? 1 - Options.Noise : 0) + Options.Noise / topics;
                sum += beliefs[topic] *= seen;
            }

            foreach (ref var belief in beliefs.AsSpan())
            {
                belief /= sum;
            }
        }

        Step(beliefs);
        return beliefs;
    }

    void Step(double[] beliefs)
    {
        foreach (ref var belief in beliefs.AsSpan())
        {
            belief = Options.Persistence * belief + (1 - Options.Persistence) / Options.Topics;
        }
    }

    int Next(int topic, SeededRandom random) =>
        random.NextDouble() < Options.Persistence ? topic : random.NextInt(Options.Topics);

    /// <summary>Any item of a topic.</summary>
    int ItemOf(int topic, SeededRandom random)
    {
        var items = (Options.Items - topic + Options.Topics - 1) / Options.Topics;
        return topic + Options.Topics * random.NextInt(items);
    }

    /// <summary>Geometric from 0 on, cut at the most.</summary>
    int Length(SeededRandom random)
    {
        var more = Options.MeanLength / (1 + Options.MeanLength);
        var length = more == 0 ? 0 : Math.Log(1 - random.NextDouble()) / Math.Log(more);
        return (int)Math.Min(length, Options.MaxLength);
    }

    double Click(int[] contexts, bool interests)
    {
        var context = contexts.Zip(_contexts, (value, field) => field[value]).Sum();
        return 1 / (1 + Math.Exp(-(Options.Bias + context + (interests ? Options.Interest : 0))));
    }
}

/// <summary>A row: numbers from 0, one for each field of the context; the history's oldest item first.</summary>
public readonly record struct HistoryRow(int[] Contexts, int Item, int[] History, bool Clicked);

/// <summary>What is known of a split because its law is known.</summary>
/// <param name="BayesAuc">AUC of the best possible prediction; no model is better but by luck.</param>
/// <param name="BlindAuc">The same for models that do not see the history.</param>
/// <param name="BaseRate">Share of clicks.</param>
public sealed record HistoryTruth(double BayesAuc, double BlindAuc, double BaseRate);
