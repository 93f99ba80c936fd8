using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Searches;

/// <summary>Declared spaces that are searched with one budget each, and where that is kept.</summary>
public sealed record SearchRequest
{
    /// <summary>The tuner files.</summary>
    public required IReadOnlyList<TunerSpace> Spaces { get; init; }

    /// <summary>The experiment of a point, as switches change it.</summary>
    public required Func<ExperimentConfig, Experiment> Make { get; init; }

    /// <summary>Folder of runs, page and tables.</summary>
    public required string Out { get; init; }

    /// <summary>The command, for the page.</summary>
    public required string Command { get; init; }

    /// <summary>Hears lines and steps.</summary>
    public ITrainingProgress Progress { get; init; } = new SilentProgress();

    /// <summary>Says what is wrong, before anything is trained.</summary>
    /// <exception cref="InputException">
    /// Two files of one name; a base experiment or a value of the space that does not fit; a key that nothing reads.
    /// </exception>
    internal void Check()
    {
        if (Spaces.GroupBy(space => space.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw InputException.At(
                "--config", string.Join(", ", twice.Select(space => space.Path)), "files with different names");
        }

        foreach (var space in Spaces)
        {
            FileName.Checked("--config", space.Name);
            var start = Checked(space, space.BaseValues);
            if (start.Training.Monitor.Addresses.FirstOrDefault() is { } address)
            {
                throw InputException.At($"{space.Path}: monitor", $"'{address}'", "metrics of the validation split");
            }

            for (var i = 0; i < space.Dimensions.Count; i++)
            {
                foreach (var value in space.Dimensions[i].Extremes)
                {
                    object?[] values = [.. space.BaseValues];
                    values[i] = value;
                    CheckValue(space, space.Dimensions[i], values);
                }
            }
        }
    }

    void CheckValue(TunerSpace space, TunerDimension dimension, IReadOnlyList<object?> values)
    {
        try
        {
            var point = Checked(space, values);
            if (!space.IsOfDataset(dimension.Name) && !IsRead(point.Config, dimension.Name))
            {
                throw InputException.At(
                    dimension.Where, "a key that nothing reads", "a key of the model, the training or the data set");
            }
        }
        catch (InputException shape) when (shape.InnerException is InputException)
        {
            // it may fit other values of the space: such a point fails alone
        }
    }

    Experiment Checked(TunerSpace space, IReadOnlyList<object?> values)
    {
        var point = Make(space.Point(values));
        point.Check();
        return point;
    }

    static bool IsRead(Data.Configuration.ConfigSection section, string key)
    {
        var names = key.Split('.', 2);
        return section.Asked.Contains(names[0])
            && (names.Length == 1 || (section.Section(names[0]) is { } inner && IsRead(inner, names[1])));
    }
}
