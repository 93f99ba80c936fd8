using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>The keys of a data set that say what is learnt from a row, and how much the row weighs.</summary>
static class LabelKeys
{
    static readonly Key<string> _name = Key.Text("name", "The column.") with { IsRequired = true, Example = "label" };
    static readonly Key<bool> _isNumber = Key.Word(
        "type", "Values are 0 and 1, or any numbers; `task: regression` says so too.",
        ("binary", false), ("number", true));
    static readonly Key _type = Key.Foreign("dtype", "FuxiCTR's; labels and weights are numbers.");

    /// <summary>The labels, one for each task; at least one, none twice.</summary>
    public static Key<IReadOnlyList<LabelColumn>> Labels { get; } = Key.Own(
        "label_col", "The label, or a list of labels: a task for each.",
        "{name: …, dtype: float}, or a list of such", (IReadOnlyList<LabelColumn>)[], ReadLabels) with
    { IsRequired = true, Inner = [_name, _isNumber, _type] };

    /// <summary>The column with each row's weight, or null.</summary>
    public static Key<string?> Weight { get; } = Key.Own(
        "weight_col", "The column with the weight of each row in the losses and in logloss; AUC does without it.",
        "{name: …, dtype: float}", (string?)null,
        section => _name.Read(section.Get("weight_col") as ConfigSection
            ?? throw section.Wrong("weight_col", section.Get("weight_col"), "{name: …, dtype: float}"))) with
    { Inner = [_name, _type], DefaultWords = "none: rows weigh alike", Example = "{name: weight, dtype: float}" };

    static IReadOnlyList<LabelColumn> ReadLabels(ConfigSection section)
    {
        var labels = section.Get("label_col") is ConfigSection single ? [single] : section.Sections("label_col");
        LabelColumn[] read = [.. labels.Select(label => new LabelColumn(_name.Read(label), _isNumber.Read(label)))];
        var twice = read.GroupBy(label => label.Name).FirstOrDefault(same => same.Count() > 1);
        return read.Length == 0 ? throw section.Wrong("label_col", 0, "at least one {name, dtype}")
            : twice is not null
            ? throw InputException.At($"{section.Where}: label_col", $"'{twice.Key}' twice", "distinct columns")
            : read;
    }
}

/// <summary>A column with a label, and whether it holds any numbers rather than 0 and 1.</summary>
sealed record LabelColumn(string Name, bool IsNumber);
