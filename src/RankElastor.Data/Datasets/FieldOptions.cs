using System.Text.Json.Serialization;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>How a numeric field is scaled, fitted on the training values that are there.</summary>
public enum Normalisation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>(x - mean) / standard deviation (population); a constant field is only centred.</summary>
    Standard,

    /// <summary>(x - min) / (max - min); a constant field becomes 0.</summary>
    MinMax,
}

/// <summary>How a category becomes an id.</summary>
public enum CategoryRule
{
    /// <summary>By the vocabulary of the training split.</summary>
    Vocabulary,

    /// <summary>Equally filled intervals of a number, by training quantiles.</summary>
    QuantileBucket,

    /// <summary>A hash of the token modulo the number of buckets.</summary>
    HashBucket,

    /// <summary>The value is the id already (rebuild_dataset: false).</summary>
    Given,
}

/// <summary>One entry of <c>feature_cols</c>, defaults filled in.</summary>
public sealed record FieldOptions
{
    /// <summary>A field of identifiers.</summary>
    public static FieldOptions Categorical(string name) => new() { Name = name, Kind = FieldKind.Categorical };

    /// <summary>A field of numbers, standardised.</summary>
    public static FieldOptions Numeric(string name) =>
        new() { Name = name, Kind = FieldKind.Numeric, Form = ValueForm.Real, Normalisation = Normalisation.Standard };

    /// <summary>A field of lists of identifiers; of longer lists the last <paramref name="maxLength"/> count.</summary>
    public static FieldOptions Sequence(string name, int maxLength) =>
        new() { Name = name, Kind = FieldKind.Sequence, MaxLength = maxLength, PadsBefore = true };

    /// <summary>A column that groups rows for grouped metrics and that the model does not read.</summary>
    public static FieldOptions Group(string name) => new() { Name = name, Kind = FieldKind.Meta };

    /// <summary>The field's name; also the column it reads unless <see cref="Preprocessing"/> says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>FuxiCTR's type.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>FuxiCTR's dtype.</summary>
    public ValueForm Form { get; init; }

    /// <summary>user, item, context or empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>What stands in for a missing value; null means "" for text and 0 for numbers.</summary>
    public string? FillNa { get; init; }

    /// <summary>A function over the raw values, or null.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Tokens rarer than this in train are out of vocabulary.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>False: the id is the token itself, a whole number.</summary>
    public bool Remap { get; init; } = true;

    /// <summary>Table rows where the ids are given.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>How a category becomes an id.</summary>
    public CategoryRule Rule { get; init; }

    /// <summary>Buckets of a bucket rule.</summary>
    public int Buckets { get; init; } = 10;

    /// <summary>Separates the tokens of a sequence.</summary>
    public string Splitter { get; init; } = "^";

    /// <summary>Positions of a sequence; 0: the longest in train.</summary>
    public int MaxLength { get; init; }

    /// <summary>True: padding and truncation happen in front, so that the last tokens stay; false: behind.</summary>
    public bool PadsBefore { get; init; }

    /// <summary>An earlier field whose vocabulary and table this one shares, or null.</summary>
    public string? ShareEmbedding { get; init; }

    /// <summary>The field's own embedding width, or null.</summary>
    public int? EmbeddingDim { get; init; }

    /// <summary>How a sequence becomes one vector.</summary>
    public SequencePooling Pooling { get; init; } = SequencePooling.MaskedAverage;

    /// <summary>Numbers of each value: 1, or the width of vectors (type embedding).</summary>
    public int Numbers { get; init; } = 1;

    /// <summary>Layers behind the look-up, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VectorEncoder? Encoder { get; init; }

    /// <summary>The file with given vectors (pretrained_emb), or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GivenFile { get; init; }

    /// <summary>Where <see cref="GivenFile"/> is.</summary>
    [JsonIgnore]
    internal string? GivenPath { get; init; }

    /// <summary>Numbers of a given vector; null: as the file has them.</summary>
    public int? GivenWidth { get; init; }

    /// <summary>Whether given vectors stay as they are.</summary>
    public bool Freezes { get; init; } = true;

    /// <summary>How given vectors and learned ones become one.</summary>
    public PretrainedUsage Usage { get; init; }

    /// <summary>The id of unknown tokens where ids are given; null: the last.</summary>
    public int? OutOfVocabulary { get; init; }

    /// <summary>How a number is scaled.</summary>
    public Normalisation Normalisation { get; init; }

    /// <summary>The column of the source that the field reads.</summary>
    internal string Column => Preprocessing?.Column(Name) ?? Name;

    /// <summary>Whether the field reads numbers, not identifiers.</summary>
    internal bool ReadsNumbers =>
        Kind == FieldKind.Numeric || Rule == CategoryRule.QuantileBucket || Preprocessing is { Converts: true };

    /// <summary>The field as a model sees it.</summary>
    /// <param name="vocabularySize">Table rows.</param>
    /// <param name="maxLength">Ids per row.</param>
    /// <param name="given">A table of given vectors, or null.</param>
    internal Field Described(int vocabularySize, int maxLength, PretrainedTable? given = null) => new()
    {
        Name = Name,
        Kind = Kind,
        Source = Source,
        VocabularySize = vocabularySize,
        MaxLength = maxLength,
        ShareEmbedding = ShareEmbedding,
        EmbeddingDim = EmbeddingDim,
        Pooling = Pooling,
        Numbers = Numbers,
        Encoder = Encoder,
        Pretrained = given,
    };

    /// <summary>The value that stands in for a missing one.</summary>
    [JsonIgnore]
    public string Fill => FillNa ?? (Form == ValueForm.Text ? "" : "0");
}
