using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// How rows are stored (FuxiCTR's data_format, SQL, and rows that are generated). A case is one file: its words, what
/// it reads of the data set's section, how a source is opened, and where the label is.
/// </summary>
[JsonConverter(typeof(Converter))]
public abstract class DataFormat
{
    /// <summary>
    /// The formats that a configuration can name; a new one is a file beside this one and a line here.
    /// </summary>
    public static Choices<DataFormat> All { get; } = new(
        format => format.Words,
        new CsvFormat(),
        new ParquetFormat(),
        new NpzFormat(),
        new LibsvmFormat(),
        new SqlFormat(),
        new PlantedFormat(),
        new PlantedHistoriesFormat());

    /// <summary>The words that name it in a configuration; for files also their suffixes.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>
    /// Whether equal options and equal files mean equal rows, so that rows once encoded can be used again.
    /// </summary>
    public virtual bool IsRepeatable => true;

    /// <summary>Whether the files hold ids only, so that nothing is ever prepared from them.</summary>
    internal virtual bool HoldsIds => false;

    /// <summary>
    /// The data set that a section describes; <paramref name="dataRoot"/> replaces its data_root unless it is null.
    /// </summary>
    internal virtual DatasetOptions Read(
        string datasetId, ConfigSection section, string configDir, string? dataRoot) =>
        DatasetOptionsReader.ReadStored(datasetId, section, configDir, dataRoot);

    /// <summary>Which of <c>train_data</c> and <c>train_sql</c> … names the rows of a split; null where none.</summary>
    internal virtual string? SourceOf(string? data, string? query) => data ?? query;

    /// <summary>Refuses labels or a weight that the format has no place for.</summary>
    internal virtual DatasetOptions Checked(ConfigSection section, DatasetOptions options) => options;

    /// <summary>The name under which a source has the label.</summary>
    internal virtual string LabelColumn(string label) => label;

    /// <summary>Opens the rows behind a path.</summary>
    /// <exception cref="InputException">Nothing is there.</exception>
    internal abstract RowSource Open(DatasetOptions options, string dataRoot, string path);

    /// <summary>The files behind a path; none where there is no file.</summary>
    internal abstract IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path);

    /// <summary>The first word with a capital.</summary>
    sealed class Converter : JsonConverter<DataFormat>
    {
        public override DataFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is var word && word == "Rows" ? new RowsFormat()
                : All.Parse(nameof(DatasetOptions.Format), word ?? "");

        public override void Write(Utf8JsonWriter writer, DataFormat value, JsonSerializerOptions options) =>
            writer.WriteStringValue(char.ToUpperInvariant(value.Words[0][0]) + value.Words[0][1..]);
    }
}
