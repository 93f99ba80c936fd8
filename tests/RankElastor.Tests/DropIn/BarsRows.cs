using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.DropIn;

/// <summary>Generated rows with the columns that a data set's section declares.</summary>
static class BarsRows
{
    const int Rows = 96;

    /// <summary>A CSV file.</summary>
    public static string Csv(BarsDataset data, string split) =>
        Csv(data.Name, YamlFile.Parse(data.Name, data.Section("")).Section(data.Id)!, split);

    /// <summary>A CSV file of the data set that a section describes.</summary>
    public static string Csv(string name, ConfigSection section, string split)
    {
        var random = new SeededRandom(5).Fork(name).Fork(split);
        List<(string Name, Func<string> Draw)> columns =
        [
            (section.Section("label_col")!.Text("name")!, () => $"{random.NextInt(2)}"),
            .. section.Sections("feature_cols").Where(HasColumn).SelectMany(field => field.Texts("name").Select(name =>
                (name, (Func<string>)(() => Value(name, field, random))))),
        ];
        return string.Join(',', columns.Select(column => column.Name)) + "\n" + string.Concat(
            Enumerable.Range(0, Rows).Select(_ => string.Join(',', columns.Select(column => column.Draw())) + "\n"));
    }

    static bool HasColumn(ConfigSection field) => field.Text("preprocess") is not { } function
        || !(function is "convert_weekday" or "convert_weekend"
            || function.StartsWith("copy_from", StringComparison.Ordinal));

    static string Value(string name, ConfigSection field, SeededRandom random) => name switch
    {
        "hour" => $"1410{21 + random.NextInt(9)}{random.NextInt(24):D2}",
        "isrc" => random.NextInt(5) == 0 ? "" : $"{(random.NextInt(2) == 0 ? "TW" : "US")}A23{random.NextInt(1000):D7}",
        "bd" => $"{random.NextInt(120) - 10}",
        "userid" or "user_id" => $"{1 + random.NextInt(8)}",
        _ => field.Text("type") switch
        {
            "numeric" => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
            "sequence" => string.Join(
                field.Text("splitter", " "),
                Enumerable.Range(0, random.NextInt(6)).Select(_ => $"t{random.NextInt(9)}")),
            _ => field.Text("dtype") == "str" ? $"t{random.NextInt(9)}" : $"{random.NextInt(9)}",
        },
    };
}
