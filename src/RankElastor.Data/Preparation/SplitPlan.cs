using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Preparation;

/// <summary>
/// Decides which rows make each split. A split with its own file has all rows of it; a missing one takes valid_size /
/// test_size rows from train: the last ones (train, valid, test in file order), or a random choice with a fixed seed.
/// </summary>
static class SplitPlan
{
    const ulong Seed = 1029; // FuxiCTR's default seed; results do not depend on the run's

    public static IReadOnlyList<SplitRows> Make(DatasetOptions options, Func<string, RowSource> open)
    {
        var train = options.Sources[Split.Train]!;
        var validFromTrain = options.Sources[Split.Valid] is null;
        var testFromTrain = options.Sources[Split.Test] is null && options.TestSize > 0;
        if (validFromTrain && options.ValidSize == 0)
        {
            throw InputException.At($"{options.DatasetId}: valid_data", "nothing, and valid_size 0",
                "a file with validation rows, or valid_size above 0");
        }

        var owner = validFromTrain || testFromTrain ? Owners(options, train, open, validFromTrain, testFromTrain)
            : null;
        var plan = new List<SplitRows>();
        foreach (var split in Enum.GetValues<Split>())
        {
            if (options.Sources[split] is { } path)
            {
                var rows = split == Split.Train && owner is not null ? Of(owner, split) : null;
                plan.Add(new SplitRows(split, path, rows, options.RowLimit));
            }
            else if (split == Split.Valid || testFromTrain)
            {
                plan.Add(new SplitRows(split, train, Of(owner!, split), options.RowLimit));
            }
        }

        return plan;
    }

    static Func<long, bool> Of(Split[] owner, Split split) => row => owner[row] == split;

    static Split[] Owners(DatasetOptions options, string train, Func<string, RowSource> open, bool valid, bool test)
    {
        var rows = CountRows(train, open, options.RowLimit);
        var testRows = test ? Part(options.TestSize, rows) : 0;
        var validRows = valid ? Part(options.ValidSize, rows) : 0;
        if (validRows + testRows >= rows)
        {
            throw InputException.At($"{options.DatasetId}: valid_size + test_size",
                $"{validRows + testRows} of {rows} rows", "fewer rows than train has");
        }

        var order = Enumerable.Range(0, rows).ToArray();
        if (options.SplitsAtRandom)
        {
            new SeededRandom(Seed).Fork("split").Shuffle<int>(order);
        }

        var owner = new Split[rows];
        for (var index = 0; index < rows; index++)
        {
            owner[order[index]] = index >= rows - testRows ? Split.Test
                : index >= rows - testRows - validRows ? Split.Valid : Split.Train;
        }

        return owner;
    }

    static int Part(double size, int rows) => (int)Math.Min(int.MaxValue / 2, size < 1 ? rows * size : size);

    static int CountRows(string path, Func<string, RowSource> open, long? limit)
    {
        using var source = open(path);
        var rows = 0L;
        foreach (var chunk in source.Read())
        {
            rows += chunk.Rows;
        }

        return checked((int)Math.Min(rows, limit ?? rows));
    }
}
