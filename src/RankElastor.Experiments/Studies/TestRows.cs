using RankElastor.Data.Files;
using RankElastor.Training.Evaluation;

namespace RankElastor.Experiments.Studies;

/// <summary>What all runs of a study are tested on: labels in the order of rows, their groups and weights.</summary>
/// <param name="Labels">0 or 1, one per row.</param>
/// <param name="Groups">The key of each row's group; empty where experiments name no <c>group_id</c>.</param>
/// <param name="Weights">Of rows; empty where all weigh alike.</param>
sealed record TestRows(float[] Labels, long[] Groups, float[] Weights)
{
    const string Folder = "test_rows";

    /// <summary>The rows behind predictions.</summary>
    public static TestRows Of(Predictions predictions) =>
        new([.. predictions.Labels], [.. predictions.Groups], [.. predictions.Weights]);

    /// <summary>Reads what <see cref="Keep"/> wrote; null where nothing is.</summary>
    public static TestRows? In(string study)
    {
        var folder = Path.Combine(study, Folder);
        return File.Exists(Path.Combine(folder, "labels.npy"))
            ? new(
                NpyFile.Read<float>(Path.Combine(folder, "labels.npy")),
                NpyFile.Read<long>(Path.Combine(folder, "groups.npy")),
                NpyFile.Read<float>(Path.Combine(folder, "weights.npy")))
            : null;
    }

    /// <summary>Writes the rows into a study's folder, or checks that they are those that it was begun with.</summary>
    /// <exception cref="InputException">They are others: pairs would not be pairs.</exception>
    public void Keep(string study, string run)
    {
        using var owned = FileLock.Take(Path.Combine(study, $"{Folder}.lock"), _ => { });
        if (In(study) is { } kept)
        {
            if (!(Labels.AsSpan().SequenceEqual(kept.Labels) && Groups.AsSpan().SequenceEqual(kept.Groups)
                && Weights.AsSpan().SequenceEqual(kept.Weights)))
            {
                throw InputException.At(
                    run, $"{Labels.Length} test rows with other labels, groups or weights than those of {study}",
                    "the same test rows in every run of a study (one dataset_id and group_id), or another --out");
            }

            return;
        }

        var folder = Path.Combine(study, Folder);
        DurableFile.CreateFolder(folder);
        NpyFile.Write<long>(Path.Combine(folder, "groups.npy"), Groups);
        NpyFile.Write<float>(Path.Combine(folder, "weights.npy"), Weights);
        NpyFile.Write<float>(Path.Combine(folder, "labels.npy"), Labels); // the last: with it all are there
    }
}
