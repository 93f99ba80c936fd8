using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// libsvm or libfm lines; the nth entry of a line is the nth declared field, and no line names the label.
/// </summary>
sealed class LibsvmFormat : FileFormat
{
    public override IReadOnlyList<string> Words => ["libsvm", "libfm"];

    internal override DatasetOptions Checked(ConfigSection section, DatasetOptions options) =>
        options.Labels.Count > 1 ? throw section.Wrong("label_col", options.Labels.Count, "one: a line has one label")
        : options.Weight is { } weight
        ? throw InputException.At($"{section.Where}: weight_col", $"'{weight}'", "no such key: a line has no weight")
        : options;

    internal override string LabelColumn(string label) => "label";

    protected override RowSource OpenFile(DatasetOptions options, string file) =>
        new LibsvmSource(
            file, [.. options.DeclaredColumns.Skip(1)],
            [.. options.Fields.Where(field => field.ReadsNumbers).Select(field => field.Column)]);
}
