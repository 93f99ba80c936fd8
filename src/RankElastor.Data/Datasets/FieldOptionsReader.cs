using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>One declared field: inactive ones still name a column of a file without header.</summary>
sealed record FieldEntry(FieldOptions Options, bool Active)
{
    public bool ReadsItsColumn => Options.Column == Options.Name;
}

/// <summary>Reads entries of <c>feature_cols</c>; an entry with a list of names stands for as many fields.</summary>
static class FieldOptionsReader
{
    const string EncoderKey = "feature_encoder";
    static readonly string[] _legacy = ["encoder", "na_value", "embedding_callback", "padding_idx"];
    static readonly string[] _ofVersion1 = ["encoder", "na_value"];
    static readonly Key<IReadOnlyList<string>> _names =
        Key.Texts("name", "The field's name, which is also its column; a list declares several alike.") with
        {
            Allowed = "a name or a list of names",
            Fits = names => names.Count > 0,
            IsRequired = true,
            Example = "[C1, C2]",
        };

    static readonly Key<bool> _active = Key.Flag("active", "False: the field only names a column.", true);
    static readonly Key<FieldKind> _kind = Key.Word(
        "type", "What the field is; embedding: a vector of numbers; meta fields group metrics, no model sees them.",
        ("numeric", FieldKind.Numeric), ("categorical", FieldKind.Categorical), ("sequence", FieldKind.Sequence),
        ("embedding", FieldKind.Numeric), ("meta", FieldKind.Meta)) with
    { IsRequired = true, Example = "categorical" };

    public static KeyTable<FieldOptions> Keys { get; } = new(() => new FieldOptions { Name = "", Kind = default })
    {
        _names,
        _active,
        { _kind, options => options.Kind },
        {
            Key.Word(
                "dtype", "How a value is read: as text, or as a number in one form.",
                ("str", ValueForm.Text), ("int", ValueForm.Whole), ("float", ValueForm.Real), ("list", ValueForm.Text)),
            options => options.Form
        },
        {
            Key.Text("source", "user, item, context or nothing; models may group fields by it.") with
            { Example = "user" },
            options => options.Source
        },
        {
            Key.OptionalText("fill_na", "What stands in for a missing value.") with
            { DefaultWords = "0 for numbers, else empty" },
            options => options.FillNa
        },
        {
            Key.Own<Preprocessing?>(
                "preprocess", "A function over the values of the file.",
                Preprocessing.AllFunctions, null, Preprocessing.Parse) with
            { Example = "copy_from(hour)" },
            options => options.Preprocessing
        },
        {
            Key.Whole(
                "min_categr_count", "Tokens rarer than this in the training split are out of vocabulary.",
                least: 0) with
            { DefaultWords = "the data set's" },
            options => options.MinCount
        },
        { Key.Flag("remap", "False: the token is the id already, a whole number."), options => options.Remap },
        {
            Key.Whole("vocab_size", "Rows of the table where the ids are given.", least: 0).OrNone() with
            { Example = "1000" },
            options => options.VocabularySize
        },
        {
            Key.Word(
                "category_processor", "Buckets instead of a vocabulary: by training quantiles, or by a hash.",
                ("quantile_bucket", CategoryRule.QuantileBucket), ("hash_bucket", CategoryRule.HashBucket)) with
            { DefaultWords = "none", Example = "hash_bucket" },
            options => options.Rule
        },
        {
            Key.Whole(
                "num_buckets", "Buckets of such a field.", least: 1, most: DatasetOptionsReader.MostBuckets) with
            { DefaultWords = "the data set's" },
            options => options.Buckets
        },
        {
            Key.Text("splitter", "Separates the tokens of a sequence.") with
            { Allowed = "at least one character", Fits = text => text.Length > 0 },
            options => options.Splitter
        },
        {
            Key.Whole("max_len", "Positions of a sequence; 0 for the longest of the training split.", least: 0,
                most: Key.MostWidth),
            options => options.MaxLength
        },
        {
            Key.Word(
                "padding", "Where a sequence is padded and cut: behind (post) or in front (pre).",
                ("post", false), ("pre", true)),
            options => options.PadsBefore
        },
        {
            Key.OptionalText("share_embedding", "An earlier field whose vocabulary and table this one shares.") with
            { Example = "item_id" },
            options => options.ShareEmbedding
        },
        {
            Key.Whole("embedding_dim", "The field's own embedding width.", least: 1, most: Key.MostWidth).OrNone() with
            { DefaultWords = "the model's", Example = "8" },
            options => options.EmbeddingDim
        },
        {
            Key.Own(
                EncoderKey, "Layers behind the look-up: how a sequence becomes one vector, what a vector becomes.",
                VectorEncoder.Allowed, (VectorEncoder?)null, Encoder) with
            { DefaultWords = "layers.MaskedAveragePooling() of a sequence, else none", Example = "nn.Linear(64, 16)" },
            options => options.Encoder
        },
        {
            Key.OptionalText("pretrained_emb", "A file with vectors for tokens: columns key and value.") with
            { Example = "item_emb_dim64.npz" },
            options => options.GivenFile
        },
        {
            Key.Whole(
                "pretrain_dim", "Numbers of a given vector, or of a field of type embedding.", least: 1,
                most: Key.MostWidth).OrNone() with
            { DefaultWords = "as the file has them", Example = "64" },
            options => options.GivenWidth
        },
        { Key.Flag("freeze_emb", "Whether given vectors stay as they are."), options => options.Freezes },
        {
            Key.Word<PretrainedUsage>(
                "pretrain_usage", "Given vectors in place of learned ones, added to them, or a layer over both."),
            options => options.Usage
        },
        {
            Key.Whole("oov_idx", "The id of unknown tokens where ids are given.", least: 1).OrNone() with
            { DefaultWords = "the last", Example = "999" },
            options => options.OutOfVocabulary
        },
        Key.Foreign("emb_output_dim", "FuxiCTR's; follows from feature_encoder."),
        {
            Key.Word(
                "normalizer", "Scales a numeric field by its training values.",
                ("StandardScaler", Normalisation.Standard), ("MinMaxScaler", Normalisation.MinMax)) with
            { DefaultWords = "none", Example = "StandardScaler" },
            options => options.Normalisation
        },
    };

    /// <summary>The fields of an entry; what it does not say is as in <paramref name="start"/>.</summary>
    public static IEnumerable<FieldEntry> Read(ConfigSection entry, FieldOptions start, List<string> warnings)
    {
        var names = _names.Read(entry);
        var section = entry.Named(names.Count == 1 ? names[0] : $"{names[0]} … {names[^1]}")
            .Renamed("encoder", EncoderKey, Encoder).Renamed("embedding_callback", EncoderKey)
            .Renamed("na_value", "fill_na");
        if (_ofVersion1.Any(entry.Keys.Contains))
        {
            start = start with { Splitter = " " };
        }

        if (start.Splitter == " " && section.Text("type") == "sequence" && !section.Has("splitter"))
        {
            warnings.Add($"{section.Where}: splitter: a blank, as in the configurations of FuxiCTR 1");
        }

        warnings.AddRange(UnknownKeys.Warnings(section, Keys, _legacy));
        var options = Consistent(section, Pooled(section, Keys.Read(section, start with { })));
        var active = _active.Read(section);
        return names.Select(name => new FieldEntry(options with { Name = name }, active));
    }

    /// <summary>FuxiCTR 1 has the bare name of a layer.</summary>
    static object? Encoder(object? found) => found is string name && !name.Contains('.')
        ? name is "null" or "None" or "" ? null : $"layers.{name}()"
        : found;

    static FieldOptions Consistent(ConfigSection section, FieldOptions options)
    {
        var hasTable = options.Kind is FieldKind.Categorical or FieldKind.Sequence;
        return options switch
        {
            { Rule: CategoryRule.Given, VocabularySize: not > 1 } when hasTable =>
                throw section.Wrong("vocab_size", options.VocabularySize,
                    "the number of table rows, at least 2, because rebuild_dataset is False"),
            { Rule: CategoryRule.HashBucket or CategoryRule.QuantileBucket, Kind: not FieldKind.Categorical } =>
                throw section.Wrong("category_processor", section.Text("category_processor"),
                    "only on categorical fields"),
            { GivenFile: not null, Kind: not (FieldKind.Categorical or FieldKind.Sequence) } =>
                throw section.Wrong("pretrained_emb", options.GivenFile, "no such file on a field without ids"),
            { Normalisation: not Normalisation.None, Numbers: > 1 }
                or { Normalisation: not Normalisation.None, Kind: not FieldKind.Numeric } =>
                throw section.Wrong("normalizer", section.Text("normalizer"),
                    "no normalizer on a field that is not numeric"),
            { Preprocessing.Converts: true, Kind: FieldKind.Sequence } =>
                throw section.Wrong("preprocess", section.Text("preprocess"), "copy_from(column) on a sequence"),
            _ => options,
        };
    }

    /// <summary>A sequence is averaged unless its encoder says otherwise; poolings alone are no encoder.</summary>
    static FieldOptions Pooled(ConfigSection section, FieldOptions options)
    {
        var isVector = section.Text("type") is "embedding";
        if (isVector && options.GivenWidth is null)
        {
            throw section.Wrong("pretrain_dim", null, "the numbers of each vector, because type is embedding");
        }

        return options with
        {
            Pooling = options.Kind != FieldKind.Sequence || !section.Keys.Contains(EncoderKey)
                ? SequencePooling.MaskedAverage
                : options.Encoder?.Pooling ?? SequencePooling.None,
            Encoder = options.Encoder is { } encoder && !encoder.Layers.All(layer => layer is VectorLayer.Pool)
                ? encoder : null,
            Numbers = isVector ? options.GivenWidth!.Value : 1,
        };
    }

    static VectorEncoder? Encoder(ConfigSection section)
    {
        var found = section.Get(EncoderKey);
        string?[] texts = [.. (found as IReadOnlyList<object?> ?? [found]).Select(text => text as string)];
        if (texts is ["null" or "None" or "none" or "" or null])
        {
            return found is null or string or IReadOnlyList<object?> ? null
                : throw section.Wrong(EncoderKey, found, VectorEncoder.Allowed);
        }

        var encoder = texts.Contains(null) ? null : VectorEncoder.Parse(texts!, found is not string);
        var isSequence = _kind.Read(section) == FieldKind.Sequence;
        return encoder is not null && (isSequence || !encoder.Layers.Any(layer => layer is VectorLayer.Pool)) ? encoder
            : throw section.Wrong(EncoderKey, found, VectorEncoder.Allowed
                + (encoder is null ? "" : "; poolings on sequences only"));
    }
}
