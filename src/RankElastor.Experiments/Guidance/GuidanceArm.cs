using RankElastor.Tuning;

namespace RankElastor.Experiments.Guidance;

/// <summary>One way to search, replayed.</summary>
/// <param name="Name">Of the method.</param>
/// <param name="Trials">By replay: trainings until one was near the best.</param>
/// <param name="Epochs">By replay: epochs of those trainings.</param>
/// <param name="Regret">By number of trainings: how far the best is below the best of all, mean over replays.</param>
sealed record GuidanceArm(
    string Name, IReadOnlyList<int> Trials, IReadOnlyList<int> Epochs, IReadOnlyList<double> Regret)
{
    public const string Random = "random", Tpe = "TPE", Local = "local", Guided = "local, guided by rank",
        Against = "local, guided against the advice";

    /// <summary>The mean over replays.</summary>
    public double MeanTrials => Trials.Average();

    /// <summary>
    /// The methods: draws, TPE, steps without and with advice, and steps against the advice, which would be worse if
    /// the advice were worth anything.
    /// </summary>
    /// <param name="table">The trained points.</param>
    /// <param name="guide">The advice.</param>
    /// <param name="randomPoints">Those that TPE draws first.</param>
    /// <param name="replays">Of each search.</param>
    public static IReadOnlyList<GuidanceArm> All(TriedTable table, RankGuide guide, int randomPoints, int replays)
    {
        var dimensions = table.Dimensions;
        return
        [
            Of(Random, new RandomSearch(dimensions)),
            Of(Tpe, new TpeSearch(dimensions, randomPoints)),
            Of(Local, new LocalSearch(dimensions)),
            Of(Guided, new LocalSearch(dimensions, guide.Advice)),
            Of(Against, new LocalSearch(dimensions, (point, space) =>
                [.. guide.Advice(point, space).Select(move => move with { Direction = -move.Direction })])),
        ];

        GuidanceArm Of(string name, ISearch search)
        {
            List<int> trials = [], epochs = [];
            var regret = new double[table.Points.Count];
            for (var seed = 0; seed < replays; seed++)
            {
                var tried = table.Replay(search, seed);
                trials.Add(table.Trials(tried));
                epochs.Add(tried.Take(trials[^1]).Sum(point => point.Epochs));
                for (var i = 0; i < regret.Length; i++)
                {
                    regret[i] += table.Regret(tried, i + 1) / replays;
                }
            }

            return new(name, trials, epochs, regret);
        }
    }
}
