using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Experiments.Studies;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Searches;

/// <summary>
/// The search of one tuner file. Trainings that ended are kept, a line each, in <c>search_HASH.jsonl</c> in the folder
/// of its runs, named by base, space, method and seed. Another call proposes the same again and reads them; what
/// another budget would have trained otherwise is trained again.
/// </summary>
sealed class FileSearch : ISharedUnit<FinishedSearch>
{
    const int MostMisfits = 50;

    readonly TunerSpace _space;
    readonly SearchRequest _request;
    readonly Experiment _start;
    readonly SearchPlan _plan;
    readonly string _folder;

    public FileSearch(TunerSpace space, SearchRequest request)
    {
        (_space, _request) = (space, request);
        _folder = Path.Combine(request.Out, space.Name);
        _start = request.Make(space.Point(space.BaseValues));
        _plan = new SearchPlan(space.Search, space.Dimensions, space.BaseValues, _start.Training);
    }

    /// <inheritdoc/>
    public string Name => _space.Name;

    /// <inheritdoc/>
    public string Claim => _folder + ".search.lock";

    string Kept => Path.Combine(_folder, string.Create(
        CultureInfo.InvariantCulture, $"search_{_space.Fingerprint}_seed{_start.Training.Seed}.jsonl"));

    /// <inheritdoc/>
    public FinishedSearch? Read() =>
        Replayed() is var entries && _plan.Next(entries) is null ? Finished(entries) : null;

    /// <inheritdoc/>
    public FinishedSearch Make(ITrainingProgress progress, CancellationToken stop)
    {
        DurableFile.CreateFolder(_folder);
        var entries = Replayed();
        while (_plan.Next(entries) is { } step)
        {
            progress.Note(Line(step, entries.Sum(entry => entry.Spent)));
            var entry = Train(step, progress, stop);
            progress.Note($"---- {Ending(entry)}");
            entries.Add(entry);
            Refuse(entries);
            DurableFile.Write(Kept, file =>
            {
                foreach (var done in entries)
                {
                    file.Write([.. JsonSerializer.SerializeToUtf8Bytes(done, RunLog.Json), (byte)'\n']);
                }
            });
        }

        return Finished(entries);
    }

    FinishedSearch Finished(IReadOnlyList<SearchEntry> entries) =>
        new(_space, _start.Training, _plan.Halving, entries);

    /// <summary>What is kept, as far as it is what would be proposed now.</summary>
    List<SearchEntry> Replayed()
    {
        List<SearchEntry> entries = [];
        foreach (var kept in KeptEntries())
        {
            if (_plan.Next(entries) is not { } step || step.Limit != kept.Limit || step.Number != kept.Number
                || _space.Point(step.Values).ExperimentId != kept.Id)
            {
                break;
            }

            entries.Add(kept with { Values = step.Values });
        }

        return entries;
    }

    List<SearchEntry> KeptEntries() => Decoding.Of(
        Kept, "the trainings of a search",
        () => ReplacedFile.Lines(Kept)
            .Select(line => JsonSerializer.Deserialize<SearchEntry>(line, RunLog.Json)!).ToList());

    SearchEntry Train(SearchStep step, ITrainingProgress progress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var config = _space.Point(step.Values);
        var entry = new SearchEntry
        {
            Number = step.Number,
            Id = config.ExperimentId,
            Rung = step.Rung,
            Limit = step.Limit,
            Spent = 0,
            Seconds = 0,
            Values = step.Values,
        };
        Experiment experiment;
        try
        {
            experiment = Made(config, step.Limit);
            experiment.Check();
        }
        catch (InputException misfit)
        {
            return entry with { Failure = misfit.Message };
        }

        var run = new KeptRun(experiment);
        try
        {
            using var ended = run.Extend(progress, stop);
            entry = entry with { Spent = ended.Result.Epochs - step.Before, Result = ended.Result };
        }
        catch (DivergedException diverged)
        {
            var rows = RunDirectory.ManifestOf(run.Folder)!.Rows["train"];
            var steps = (rows + experiment.Training.BatchSize - 1) / experiment.Training.BatchSize;
            entry = entry with
            {
                Spent = (int)((diverged.Step + steps - 1) / steps) - step.Before,
                Failure = diverged.Message.Split(';')[0],
            };
        }

        return entry with { Seconds = clock.Elapsed.TotalSeconds };
    }

    /// <summary>A point's experiment; a logistic regression beside each would say the same each time.</summary>
    Experiment Made(ExperimentConfig config, int epochs)
    {
        var experiment = _request.Make(config) with { Out = _folder };
        return experiment.With(
            ("epochs", epochs), ("baseline", experiment.Config.Has("baseline") ? null : (object)false));
    }

    /// <summary>Ends a search in which nothing fits: it would go on for ever.</summary>
    static void Refuse(List<SearchEntry> entries)
    {
        if (entries.Count >= MostMisfits && entries.TakeLast(MostMisfits).All(entry => entry is
            { Spent: 0, Failure: not null }))
        {
            throw new InputException(entries[^1].Failure!);
        }
    }

    string Line(SearchStep step, int spent)
    {
        var values = _space.Dimensions.Zip(step.Values)
            .Select(pair => $"{pair.First.Name}={TunerDimension.Text(pair.Second)}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"==== {Name} point {step.Number}, epochs {step.Before} to {step.Limit}, "
                + $"{spent} of {_space.Search.Epochs} used: {string.Join("  ", values)}");
    }

    string Ending(SearchEntry entry) => entry.Failure is { } failure ? $"failed: {failure}" : string.Create(
        CultureInfo.InvariantCulture,
        $"point {entry.Number}: {_start.Training.Monitor} {entry.Monitor(_start.Training.Monitor):0.000000} on "
            + $"validation after {entry.Result!.Epochs} epochs, best {entry.Result.BestEpoch}; {entry.Seconds:0.0} s");
}
