using RankElastor.Data.Files;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Epochs;

/// <summary>
/// Time and memory of an epoch of several models, in alternating rounds, each training in a process of its own:
/// <c>rankelastor bench epochs</c>. Finished rounds are kept; the same call goes on.
/// </summary>
public static class EpochsBench
{
    /// <summary>Trains the rounds that are missing, and writes page, picture and table.</summary>
    /// <exception cref="InputException">
    /// Something is wrong with the request or the data, or the folder has rounds of another setting.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static EpochsResult Run(EpochsRequest request, CancellationToken stop)
    {
        request.Check();
        using var kept = new KeptRounds(request.Out, request.Setting(Prepared(request, stop)));
        for (var round = kept.Rounds.Count; round < request.Rounds; round++)
        {
            kept.Add(new EpochRound(round + 1, [.. Trained(request, round, stop)]));
        }

        var table = new EpochTable(request, [.. kept.Rounds.Take(request.Rounds)]);
        string Place(string file) => Path.Combine(request.Out, file);
        PageFile.Write(Place("epochs.csv"), table.Csv());
        PageFile.Write(Place(EpochsFigure.File), EpochsFigure.Draw(table));
        PageFile.Write(Place(EpochsPage.File), EpochsPage.Write(table));
        return new EpochsResult(
            request.Experiments[0].Data.DatasetId, table.Rounds.Count, table.Models, table.Ratios, table.Claims,
            table.Warnings, Place(EpochsPage.File));
    }

    /// <summary>Prepares the data of each, and returns what it is.</summary>
    static List<string> Prepared(EpochsRequest request, CancellationToken stop)
    {
        List<string> hashes = [];
        request.Progress.Note("Preparing the data, or finding it prepared.");
        foreach (var experiment in request.Experiments)
        {
            using var data = experiment.Prepare(null, experiment.Machine.Start().Workers, stop);
            hashes.Add(data.Hash);
        }

        return hashes;
    }

    static IEnumerable<EpochCost> Trained(EpochsRequest request, int round, CancellationToken stop)
    {
        foreach (var place in EpochOrder.Of(round, request.Experiments.Count))
        {
            var cost = Trained(request, request.Experiments[place], round, stop);
            request.Progress.Note(
                $"round {round + 1} of {request.Rounds}, {cost.Experiment}: {Figures.Short(cost.Seconds)} s, "
                    + $"{Figures.Count(cost.SamplesPerSecond)} samples/s, {Figures.Count(cost.PeakRssMb)} MB");
            yield return cost;
        }
    }

    static EpochCost Trained(EpochsRequest request, Experiment experiment, int round, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            return request.Train(experiment, stop);
        }
        catch (OperationCanceledException)
        {
            request.Progress.Note($"{round} of {request.Rounds} rounds are kept; the same command goes on.");
            throw;
        }
    }
}
