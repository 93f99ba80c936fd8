using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Epochs;

/// <summary>Rounds as medians, ratios, claims and warnings.</summary>
sealed class EpochTable
{
    /// <summary>Processor time per second and thread beyond which a model's line says so.</summary>
    public const double LeastBusy = 0.75, MostBusy = 1.25;

    /// <summary>Load beyond the threads at work, from which on other processes are said to be there.</summary>
    public const double OtherLoad = 0.5;

    public EpochTable(EpochsRequest request, IReadOnlyList<EpochRound> rounds)
    {
        (Request, Rounds) = (request, rounds);
        List<string> names = [.. request.Experiments.Select(experiment => experiment.Id)];
        Models = [.. names.Select(Model)];
        Ratios =
        [
            .. names.Skip(1).SelectMany(name => (EpochRatio[])
                [Ratio(EpochRatio.Time, name, names[0]), Ratio(EpochRatio.Memory, name, names[0])]),
        ];
        var (above, below) = (FirstOf(EpochClaims.Above), FirstOf(EpochClaims.Below));
        Claims = above is null || below is null ? [] :
        [
            EpochClaims.Time(Ratio(EpochRatio.Time, above, below)),
            EpochClaims.Memory(Ratio(EpochRatio.Memory, above, below)),
        ];
    }

    public EpochsRequest Request { get; }
    public IReadOnlyList<EpochRound> Rounds { get; }
    public IReadOnlyList<EpochModel> Models { get; }
    public IReadOnlyList<EpochRatio> Ratios { get; }
    public IReadOnlyList<Claim> Claims { get; }

    /// <summary>The load average before each training; empty where the system has none.</summary>
    public IReadOnlyList<double> Loads =>
        [.. Rounds.SelectMany(round => round.Costs).Select(cost => cost.Load).Where(double.IsFinite)];

    /// <summary>Signs that times are not those of a machine of their own.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. MachineWarnings(), .. Models.Select(BusyWarning).OfType<string>()];

    public string Csv()
    {
        var csv = new Csv(
            "epochs", "round", "place", "experiment", "seconds", "samples_per_second", "peak_rss_mb", "threads",
            "processor_seconds", "wall_seconds", "load");
        foreach (var round in Rounds)
        {
            for (var i = 0; i < round.Costs.Count; i++)
            {
                var cost = round.Costs[i];
                csv.Add(
                    round.Round, i + 1, cost.Experiment, cost.Seconds, cost.SamplesPerSecond, cost.PeakRssMb,
                    cost.Threads, cost.ProcessorSeconds, cost.WallSeconds, cost.Load);
            }
        }

        return csv.ToString();
    }

    /// <summary>The first experiment with this <c>model</c>; null without.</summary>
    string? FirstOf(string model) =>
        Request.Experiments.FirstOrDefault(experiment => EpochsRequest.ModelOf(experiment) == model)?.Id;

    EpochRatio Ratio(string quantity, string experiment, string against) =>
        EpochRatio.Over(quantity, experiment, against, Rounds);

    EpochModel Model(string name)
    {
        List<EpochCost> costs = [.. Rounds.Select(round => round.Of(name))];
        double Median(Func<EpochCost, double> measure) => Sample.Median([.. costs.Select(measure)]);
        return new EpochModel(
            name, Median(cost => cost.Seconds), costs.Min(cost => cost.Seconds), costs.Max(cost => cost.Seconds),
            Median(cost => cost.SamplesPerSecond), Median(cost => cost.PeakRssMb), costs[0].Threads,
            Median(cost => cost.Busy));
    }

    IEnumerable<string> MachineWarnings()
    {
        if (Models.Any(model => model.Threads != Models[0].Threads))
        {
            yield return "steps did not have the same number of threads (--threads gives them one)";
        }

        var (load, threads) = (Sample.Median([.. Loads]), Models.Max(model => model.Threads));
        if (load > threads + OtherLoad)
        {
            yield return $"the load average was {Figures.Fixed(load, 1)}, and steps have {Figures.Whole(threads)} "
                + $"{(threads == 1 ? "thread" : "threads")}: other processes used the machine";
        }
    }

    static string? BusyWarning(EpochModel model)
    {
        var busy = $"{model.Experiment}: {Figures.Fixed(model.Busy, 2)} s of processor time per second and thread";
        var others = model.Threads == 1 ? "other processes" : "other processes or its own parts on one thread";
        return model.Busy < LeastBusy ? $"{busy}: it waited for {others}"
            : model.Busy > MostBusy ? $"{busy}: more ran than the threads of its steps"
            : null;
    }
}
