using System.Globalization;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Model.Zoo;
using RankElastor.Training.State;

namespace RankElastor.Tuning;

/// <summary>
/// All combinations of a FuxiCTR tuner file, a run each. A point's folder is named by a hash of its options, so that a
/// second call takes up what a first one left: finished points are read, an interrupted one goes on, and points that
/// another process trains at the moment are left to it.
/// </summary>
public sealed class GridSearch
{
    GridSearch(string name, IReadOnlyList<GridPoint> points) => (Name, Points) = (name, points);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>The points in FuxiCTR's order.</summary>
    public IReadOnlyList<GridPoint> Points { get; }

    /// <summary>Reads a tuner file.</summary>
    /// <exception cref="InputException">A file, key or value is wrong.</exception>
    /// <param name="file">The file.</param>
    /// <param name="models">Models that <c>model:</c> may name; those of the zoo unless the caller adds some.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    public static GridSearch Load(string file, ModelRegistry? models = null, string? dataRoot = null) => new(
        Path.GetFileNameWithoutExtension(file),
        [.. TunerConfig.Load(file, dataRoot).Select(point => new GridPoint(
            Experiment.Of(point.Experiment, models) with { DataRoot = dataRoot }, point.Varied))]);

    /// <summary>The same with every experiment changed.</summary>
    public GridSearch With(Func<Experiment, Experiment> change) =>
        new(Name, [.. Points.Select(point => point with { Experiment = change(point.Experiment) })]);

    /// <summary>The points whose experiment id holds a text.</summary>
    /// <exception cref="InputException">None does.</exception>
    public GridSearch Tagged(string tag)
    {
        var points = Points.Where(point => point.Experiment.Id.Contains(tag, StringComparison.Ordinal)).ToList();
        return points.Count > 0 ? new(Name, points)
            : throw InputException.At("--tag", $"'{tag}'", $"a part of one of {Points.Count} ids, such as "
                + $"{Points[0].Experiment.Id}");
    }

    /// <summary>
    /// Trains what is not trained yet, one point after another, and returns all points, best monitor first, those
    /// without a result last.
    /// </summary>
    /// <param name="finished">Hears of each point as its run ends.</param>
    /// <param name="progress">Hears lines and steps, or null.</param>
    /// <param name="stop">Asks to stop; the run under way writes a checkpoint.</param>
    /// <exception cref="InputException">An experiment writes to no folder, or its data or options are wrong.
    /// </exception>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public IReadOnlyList<GridPoint> Run(
        Action<GridPoint>? finished = null, ITrainingProgress? progress = null, CancellationToken stop = default)
    {
        progress ??= new SilentProgress();
        var points = new List<GridPoint>();
        foreach (var (point, number) in Points.Select((point, i) => (point, i + 1)))
        {
            var run = new KeptRun(point.Experiment);
            progress.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"==== {number}/{Points.Count} {point.Experiment.Id} {Text(point.Varied)}"));
            if (run.Result is { } known)
            {
                progress.Note($"Trained already: {run.Folder}.");
                points.Add(point with { Result = known });
            }
            else if (run.IsUnderWay)
            {
                progress.Note($"Under way in another process: {run.Folder}.");
                points.Add(point);
            }
            else
            {
                using var ended = run.Finish(progress, stop);
                points.Add(point with { Result = ended.Result });
                finished?.Invoke(points[^1]);
            }
        }

        return [.. points.OrderBy(point => point.Result is null).ThenByDescending(Score)];
    }

    static double Score(GridPoint point) =>
        point.Experiment.Training.Monitor.Maximise ? point.Monitor : -point.Monitor;

    static string Text(IReadOnlyDictionary<string, string> varied) =>
        string.Join("  ", varied.Select(pair => $"{pair.Key}={pair.Value}"));
}
