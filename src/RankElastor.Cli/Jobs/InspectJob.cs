using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Inspection;
using RankElastor.Training.Runs;
using RankElastor.Training.State;

namespace RankElastor.Cli.Jobs;

/// <summary>Inspects a run, or a checkpoint of the reference implementation.</summary>
static class InspectJob
{
    public static ModelInspection Run(InspectRequest request, Terminal terminal)
    {
        request.Check();
        return request.Checkpoint is { } checkpoint ? OfCheckpoint(checkpoint, request, terminal) : OfRun(request.Run!, request);
    }

    static ModelInspection OfRun(string folder, InspectRequest request)
    {
        using var trained = TrainedRun.Open(folder);
        return request.Data is { } data ? OfFile(trained, folder, data, request) : Inspector(trained, folder).OfLog(trained.LastReading());
    }

    static ModelInspection OfCheckpoint(string file, InspectRequest request, Terminal terminal)
    {
        var config = ExperimentConfig.Load(request.ConfigFolder!, request.Experiment!);
        using var prepared = DatasetPreparation.Prepare(config.Dataset, request.DataRoot, request.Cache, new ProgressLines(terminal));
        using var trained = TrainedRun.OfCheckpoint(file, prepared.Encoders, config.Model);
        return request.Data is { } data
            ? OfFile(trained, file, data, request)
            : Inspector(trained, file).OfRows(rows => new StoreBatches(prepared.Valid, rows, 0, shuffle: false), request.Rows);
    }

    static ModelInspection OfFile(TrainedRun trained, string subject, string data, InspectRequest request)
    {
        using var rows = trained.Encode(data, labelled: true);
        var inspector = Inspector(trained, subject);
        if (request.Against is null)
        {
            return inspector.OfRows(rows.BatchesOf, request.Rows);
        }

        using var other = TrainedRun.Open(request.Against);
        using var same = other.Encode(data, labelled: true);
        return inspector.OfRows(rows.BatchesOf, request.Rows, (other.Model, same.Batches));
    }

    static ModelInspector Inspector(TrainedRun trained, string subject) =>
        new(trained.Model, trained.ModelName, subject, new Workers(Environment.ProcessorCount)) { Rules = trained.InspectionRules };
}

/// <summary>What the user asked to inspect.</summary>
sealed record InspectRequest
{
    /// <summary>A run's directory, or null.</summary>
    public string? Run { get; init; }

    /// <summary>A checkpoint's file, or null.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Of a checkpoint: the folder of its configuration.</summary>
    public string? ConfigFolder { get; init; }

    /// <summary>Of a checkpoint: its experiment.</summary>
    public string? Experiment { get; init; }

    /// <summary>Replaces the configuration's data_root, or null.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Folder of prepared data.</summary>
    public required string Cache { get; init; }

    /// <summary>A labelled file, or null.</summary>
    public string? Data { get; init; }

    /// <summary>Another run's directory, or null.</summary>
    public string? Against { get; init; }

    /// <summary>The most rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Checks that the options go together.</summary>
    /// <exception cref="InputException">They do not.</exception>
    public void Check()
    {
        if (Run is null == Checkpoint is null)
        {
            throw InputException.At("inspect", Run is null ? "neither --run nor --checkpoint" : "--run and --checkpoint", "one of them");
        }

        if (Checkpoint is not null && (ConfigFolder is null || Experiment is null))
        {
            throw InputException.At("--checkpoint", "no --config or no --expid", "both beside it: the configuration that the checkpoint was trained with");
        }

        if (Against is not null && Data is null)
        {
            throw InputException.At("--against", "no --data", "a labelled file whose rows flow through both models");
        }

        if (Rows < 4)
        {
            throw InputException.At("--rows", Rows.ToString(CultureInfo.InvariantCulture), "4 or more");
        }
    }
}
