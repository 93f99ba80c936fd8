using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Training.Options;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Searches;

/// <summary>A search whose budget is used.</summary>
/// <param name="Space">What was searched.</param>
/// <param name="Training">How the base experiment is trained.</param>
/// <param name="Halving">Its brackets, or null.</param>
/// <param name="Entries">Trainings in order.</param>
sealed record FinishedSearch(
    TunerSpace Space, TrainingOptions Training, HalvingSearch? Halving, IReadOnlyList<SearchEntry> Entries)
{
    /// <summary>Epochs trained.</summary>
    public int Spent => Entries.Sum(entry => entry.Spent);

    /// <summary>Points by number, each as its last training left it, with epochs and seconds of all of them.</summary>
    public IReadOnlyList<SearchEntry> Points =>
    [
        .. Entries.GroupBy(entry => entry.Number).OrderBy(point => point.Key).Select(point => point.Last() with
        {
            Spent = point.Sum(entry => entry.Spent),
            Seconds = point.Sum(entry => entry.Seconds),
        }),
    ];

    /// <summary>Points, the best on validation first, of equals the first; failed ones last.</summary>
    public IEnumerable<SearchEntry> Ranked => Points.OrderByDescending(Score).ThenBy(point => point.Number);

    /// <summary>The best on validation.</summary>
    /// <exception cref="InputException">Every training failed.</exception>
    public SearchEntry Chosen => Ranked.FirstOrDefault(point => double.IsFinite(Score(point)))
        ?? throw InputException.At(
            Space.Path, "no point that could be trained", $"a space with some; the last one: {Entries[^1].Failure}");

    /// <summary>The base experiment, where it was tried.</summary>
    public SearchEntry? Base => Space.Search.StartsAtBase && Points is [var first, ..] ? first : null;

    /// <summary>What selects among points.</summary>
    public double Monitor(SearchEntry entry) => entry.Monitor(Training.Monitor);

    /// <summary>How far the chosen point is above the base, positive for better; NaN without a base.</summary>
    public double Gain => Base is not { Result: not null } start ? double.NaN : Score(Chosen) - Score(start);

    /// <summary>Epochs used and the best monitor after each training, from the first that did not fail.</summary>
    public IReadOnlyList<(int Epochs, double Best)> Progress
    {
        get
        {
            List<(int, double)> steps = [];
            var (epochs, best) = (0, double.NegativeInfinity);
            foreach (var entry in Entries)
            {
                epochs += entry.Spent;
                best = Math.Max(best, Score(entry));
                if (best > double.NegativeInfinity)
                {
                    steps.Add((epochs, Training.Monitor.Maximise ? best : -best));
                }
            }

            return steps;
        }
    }

    double Score(SearchEntry entry) => entry.Tried(Training.Monitor).Score;
}
