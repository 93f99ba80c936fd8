using RankElastor.Data.Rows;
using RankElastor.Experiments.Collapse;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>Defects that people meet and no rule was written for: do the rules that there are tell anything?</summary>
static class UnruledPlant
{
    /// <summary>What <c>--only</c> calls them.</summary>
    public const string Part = "no-rule";

    const string Field = "field_05";
    const double Scrambled = 0.5, Flipped = 0.2;

    /// <summary>All of them, each with its degree.</summary>
    public static IReadOnlyList<(Plant Plant, double Degree)> All { get; } =
        [.. new[] { CollapseModel.Dnn, CollapseModel.RankElastor }.SelectMany(Of)];

    /// <summary>The twins and planted runs of a seed.</summary>
    public static IEnumerable<PlannedRun> Planned(int seed) => All.SelectMany(made =>
    {
        var (plant, key) = (made.Plant, Key(made.Plant, made.Degree, seed));
        return new[] { new PlannedRun(key.Twin, plant.Model, null), new PlannedRun(key, plant.Model, plant) };
    });

    /// <summary>A planted run.</summary>
    public static RunKey Key(Plant plant, double degree, int seed) =>
        new(RowsByName.Generated, plant.Model.Name, plant.Name, degree, seed);

    /// <summary>
    /// Gives the column of a field in a share of the rows the identifiers of other such rows: a feature pipeline that
    /// joins the wrong rows. How often each identifier comes stays as it was.
    /// </summary>
    public static void Scramble(Batch batch, string field, double share, SeededRandom random)
    {
        var column = batch.Layout.Offset(batch.Layout.Schema.Fields.First(known => known.Name == field));
        var width = batch.Layout.IdColumns;
        int[] rows = [.. Enumerable.Range(0, batch.Rows).Where(_ => random.NextDouble() < share)];
        int[] ids = [.. rows.Select(row => batch.Ids[row * width + column])];
        random.Shuffle<int>(ids);
        for (var i = 0; i < rows.Length; i++)
        {
            batch.Ids[rows[i] * width + column] = ids[i];
        }
    }

    /// <summary>Turns the labels of a share of the rows round.</summary>
    public static void Flip(Batch batch, double share, SeededRandom random)
    {
        for (var row = 0; row < batch.Rows; row++)
        {
            batch.Labels[row] = random.NextDouble() < share ? 1 - batch.Labels[row] : batch.Labels[row];
        }
    }

    static IEnumerable<(Plant Plant, double Degree)> Of(CollapseModel model) =>
    [
        (Make(
            "scrambled-field", $"{Field} has ids of other rows in half of the training rows", model,
            (batch, random) => Scramble(batch, Field, Scrambled, random)), Scrambled),
        (Make(
            "flipped-labels", "a fifth of the training rows have the other label", model,
            (batch, random) => Flip(batch, Flipped, random)), Flipped),
    ];

    static Plant Make(string name, string what, CollapseModel model, Action<Batch, SeededRandom> spoil) =>
        new() { Name = name, What = what, Model = model, Spoil = spoil, Rules = [], Subject = "" };
}
