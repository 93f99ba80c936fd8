using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Encoders;

/// <summary>
/// The encoders of a data set, fitted on its training rows and frozen. A folder holds them as FuxiCTR's
/// <c>feature_map.json</c> and <c>feature_vocab.json</c> plus <c>encoders.json</c> (options, scales, bucket limits),
/// so that a new file can be encoded alike.
/// </summary>
public sealed class FittedEncoders
{
    const string OptionsFile = "encoders.json";
    const string MapFile = "feature_map.json";
    const string VocabularyFile = "feature_vocab.json";
    const string SumFile = "encoders.sha256";

    static readonly JsonSerializerOptions _json =
        new JsonSerializerOptions { WriteIndented = true, Converters = { new JsonStringEnumConverter() } }.Strict();

    FittedEncoders(
        DatasetOptions options, IReadOnlyList<FieldEncoder> fields, IReadOnlyList<string> remarks)
    {
        Options = options;
        Remarks = remarks;
        Fields = fields;
        Schema = new Schema(
            options.DatasetId, [.. fields.Select(field => field.Field)], options.Labels, options.Weight,
            options.NumberLabels);
    }

    /// <summary>The data set's options at the time of fitting.</summary>
    public DatasetOptions Options { get; }

    /// <summary>One encoder for each field in declaration order.</summary>
    public IReadOnlyList<FieldEncoder> Fields { get; }

    /// <summary>What the training rows showed that the user should know, one line each.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The fields as the model sees them.</summary>
    public Schema Schema { get; }

    /// <summary>SHA-256, hexadecimal, of the files that they were read from; empty where they were not.</summary>
    public string Checksum { get; private init; } = "";

    /// <summary>The options as text that is equal for equal options.</summary>
    internal static string Describe(DatasetOptions options) => JsonSerializer.Serialize(options, _json);

    /// <summary>
    /// Learns from the chosen rows of a source; reads them once. Each field is learned by one thread at a time, in
    /// the order of the rows, so that the result does not depend on the threads.
    /// </summary>
    internal static FittedEncoders Fit(
        DatasetOptions options, RowSource source, IEnumerable<IReadOnlyList<SelectedRows>> windows, Workers workers,
        long countingBytes = CountingBudget.Standard)
    {
        using var budget = new CountingBudget(countingBytes);
        var readers = options.Fields.Select(field => new FieldReader(field, source)).ToList();
        var fitters = options.Fields.Select(field => FieldFitter.Of(field, budget)).ToList();
        foreach (var window in windows)
        {
            Observe(window, readers, fitters, workers);
        }

        var vocabularies = Vocabularies(options, fitters);
        List<int> widths =
            [.. options.Fields.Zip(vocabularies).Select(pair => GivenVectors.Extend(pair.First, pair.Second))];
        return new FittedEncoders(options, [.. options.Fields.Select((field, index) =>
            FieldEncoder.Create(
                field, vocabularies[index], fitters[index].Finish() with { GivenWidth = widths[index] }))],
            [.. source.Remarks, .. fitters.Select(fitter => fitter.Remark).OfType<string>(),
                .. options.Fields.Zip(readers).Select(pair => Rounding(pair.First, pair.Second)).OfType<string>()]);
    }

    static string? Rounding(FieldOptions field, FieldReader reader) =>
        field.ReadsNumbers || reader.Rounded is not { } token ? null
        : $"{field.Name}: ids such as {token} went through floating point before, which keeps 16 digits or fewer: "
            + "different ids may have become one; store them as whole numbers or text";

    /// <summary>All fields learn from a window; the first bad value, by chunk and field, is reported.</summary>
    static void Observe(IReadOnlyList<SelectedRows> window, List<FieldReader> readers, List<FieldFitter> fitters,
        Workers workers)
    {
        var failures = new (int Chunk, InputException Error)?[fitters.Count];
        workers.ForEach(fitters.Count, field =>
        {
            var chunk = 0;
            try
            {
                for (; chunk < window.Count; chunk++)
                {
                    readers[field].Chunk = window[chunk].Chunk;
                    fitters[field].Observe(readers[field], window[chunk].Rows);
                }
            }
            catch (InputException error)
            {
                failures[field] = (chunk, error);
            }
        });
        if (failures.Where(failure => failure is not null).MinBy(failure => failure!.Value.Chunk) is { } first)
        {
            ExceptionDispatchInfo.Throw(first.Error);
        }
    }

    static List<Vocabulary?> Vocabularies(DatasetOptions options, List<FieldFitter> fitters)
    {
        var vocabularies = fitters.Select(fitter => fitter.BuildVocabulary()).ToList();
        for (var index = 0; index < vocabularies.Count; index++)
        {
            var field = options.Fields[index];
            if (field.ShareEmbedding is { } owner && vocabularies[index] is { } own)
            {
                var shared = vocabularies[options.Fields.ToList().FindIndex(other => other.Name == owner)]!;
                shared.Merge(own, field.Name);
                vocabularies[index] = shared;
            }
        }

        return vocabularies;
    }

    /// <summary>
    /// Writes the three files and their checksums; each appears whole or not at all. Returns what <see
    /// cref="Checksum"/> will be.
    /// </summary>
    /// <exception cref="InputException">The disk failed or is full.</exception>
    public string Save(string folder)
    {
        DurableFile.CreateFolder(folder);
        var fitted = new Saved(Options, [.. Fields.Select(field => field.State)]) { Remarks = Remarks };
        return ChecksumFile.Write(
            Path.Combine(folder, SumFile),
            (Path.Combine(folder, MapFile), stream => FeatureMap.Write(stream, Schema)),
            (Path.Combine(folder, VocabularyFile), stream => FeatureVocabulary.Write(stream, Fields)),
            (Path.Combine(folder, OptionsFile), stream => JsonSerializer.Serialize(stream, fitted, _json)));
    }

    /// <summary>
    /// Reads what <see cref="Save"/> wrote. Where <paramref name="current"/> options say where files with given vectors
    /// are, tables of a new model begin with them.
    /// </summary>
    /// <exception cref="InputException">A file is missing, damaged, or not the one that was written.</exception>
    public static FittedEncoders Load(string folder, DatasetOptions? current = null)
    {
        var path = Path.Combine(folder, OptionsFile);
        var saved = DurableFile.ReadJson(path, document => document.Deserialize<Saved>(_json))!;
        var places = current?.Fields.ToDictionary(field => field.Name, field => field.GivenPath) ?? [];
        var vocabularies = FeatureVocabulary.Read(Path.Combine(folder, VocabularyFile), saved.Options);
        string[] files = [.. new[] { MapFile, VocabularyFile, OptionsFile }.Select(file => Path.Combine(folder, file))];
        var checksum = ChecksumFile.Check(Path.Combine(folder, SumFile), files);
        return saved.Fitted.Count != saved.Options.Fields.Count
            ? throw InputException.At(
                path, $"{saved.Fitted.Count} fitted fields", $"one for each of the {saved.Options.Fields.Count} fields")
            : new FittedEncoders(saved.Options, [.. saved.Options.Fields.Select((field, index) =>
                FieldEncoder.Create(
                    field with { GivenPath = places.GetValueOrDefault(field.Name) },
                    vocabularies.GetValueOrDefault(field.Name), saved.Fitted[index]))],
                saved.Remarks)
            {
                Checksum = checksum,
            };
    }

    sealed record Saved(DatasetOptions Options, IReadOnlyList<FittedState> Fitted)
    {
        public IReadOnlyList<string> Remarks { get; init; } = [];
    }
}
