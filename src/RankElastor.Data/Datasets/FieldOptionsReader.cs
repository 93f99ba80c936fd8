using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>What a <c>feature_cols</c> entry inherits from its data set.</summary>
sealed record FieldDefaults(int MinCount, int Buckets, bool Rebuild);

/// <summary>One declared field: inactive ones still name a column of a file without header.</summary>
sealed record FieldEntry(FieldOptions Options, bool Active)
{
    /// <summary>False for a field that a function derives from another column.</summary>
    public bool ReadsItsColumn => Options.Preprocessing is null || Options.Preprocessing.Column(Options.Name) == Options.Name;
}

/// <summary>Reads entries of <c>feature_cols</c>; an entry with a list of names stands for as many fields.</summary>
static class FieldOptionsReader
{
    static readonly string[] _unsupported = ["pretrained_emb", "pretrain_dim", "freeze_emb", "pretrain_usage", "emb_output_dim"];

    static readonly string[] _known =
    [
        "name", "active", "dtype", "type", "source", "fill_na", "preprocess", "min_categr_count", "remap", "vocab_size",
        "category_processor", "num_buckets", "splitter", "max_len", "padding", "share_embedding", "embedding_dim", "feature_encoder",
        "normalizer", .. _unsupported,
    ];

    static readonly string[] _legacy = ["encoder", "na_value", "embedding_callback", "padding_idx"];

    public static IEnumerable<FieldEntry> Read(ConfigSection entry, FieldDefaults defaults, List<string> warnings)
    {
        var names = entry.Texts("name");
        if (names.Count == 0)
        {
            throw InputException.At($"{entry.Where}: name", "nothing", "a name or a list of names");
        }

        var section = entry.Named(names.Count == 1 ? names[0] : $"{names[0]} … {names[^1]}");
        warnings.AddRange(UnknownKeys.Warnings(section, _known, _legacy));
        foreach (var key in _unsupported.Where(section.Has))
        {
            throw new InputException($"{section.Where}: {key} is not supported yet; remove the key");
        }

        var active = section.Flag("active", true);
        var options = One(section, defaults, names[0]);
        return names.Select(name => new FieldEntry(options with { Name = name }, active));
    }

    static FieldOptions One(ConfigSection section, FieldDefaults defaults, string name)
    {
        var kind = Kind(section);
        var rule = Rule(section, defaults, kind);
        var options = new FieldOptions
        {
            Name = name,
            Kind = kind,
            Form = Form(section),
            Source = section.Text("source", "")!,
            FillNa = section.Text("fill_na"),
            Preprocessing = Preprocessing.Parse(section),
            MinCount = section.Whole("min_categr_count", defaults.MinCount),
            Remap = section.Flag("remap", true),
            VocabularySize = section.Has("vocab_size") ? section.Whole("vocab_size", 0) : null,
            Rule = rule,
            Buckets = AtLeast(section, "num_buckets", defaults.Buckets, 1),
            Splitter = section.Text("splitter", "^")!,
            MaxLength = AtLeast(section, "max_len", 0, 0),
            PadsBefore = section.Choice("padding", "post", "pre", "post") == "pre",
            ShareEmbedding = section.Text("share_embedding"),
            EmbeddingDim = section.Has("embedding_dim") ? AtLeast(section, "embedding_dim", 1, 1) : null,
            Pooling = Pooling(section, kind),
            Normalisation = Normaliser(section),
        };
        return Consistent(section, options);
    }

    static FieldOptions Consistent(ConfigSection section, FieldOptions options)
    {
        if (options.Rule == CategoryRule.Given && options.VocabularySize is not > 1
            && options.Kind is (FieldKind.Categorical or FieldKind.Sequence))
        {
            throw section.Wrong("vocab_size", section.Get("vocab_size"), "the number of table rows, at least 2, because rebuild_dataset is False");
        }

        if (options.Splitter.Length == 0)
        {
            throw section.Wrong("splitter", "", "at least one character");
        }

        if (options.Normalisation != Normalisation.None && options.Kind != FieldKind.Numeric)
        {
            throw section.Wrong("normalizer", section.Text("normalizer"), "no normalizer on a field that is not numeric");
        }

        return options.Preprocessing is { Converts: true } && options.Kind == FieldKind.Sequence
            ? throw section.Wrong("preprocess", section.Text("preprocess"), "copy_from(column) on a sequence")
            : options;
    }

    static FieldKind Kind(ConfigSection section) =>
        section.Choice("type", "", "numeric", "categorical", "sequence", "meta", "embedding") switch
        {
            "numeric" => FieldKind.Numeric,
            "categorical" => FieldKind.Categorical,
            "sequence" => FieldKind.Sequence,
            "meta" => FieldKind.Meta,
            _ => throw new InputException($"{section.Where}: type: embedding is not supported yet; allowed: numeric | categorical | sequence | meta"),
        };

    static ValueForm Form(ConfigSection section) => section.Choice("dtype", "str", "str", "int", "float", "list") switch
    {
        "int" => ValueForm.Whole,
        "float" => ValueForm.Real,
        _ => ValueForm.Text,
    };

    static CategoryRule Rule(ConfigSection section, FieldDefaults defaults, FieldKind kind)
    {
        var rule = section.Has("category_processor")
            ? section.Choice("category_processor", "", "quantile_bucket", "hash_bucket") == "hash_bucket" ? CategoryRule.HashBucket : CategoryRule.QuantileBucket
            : defaults.Rebuild ? CategoryRule.Vocabulary : CategoryRule.Given;
        return rule is CategoryRule.HashBucket or CategoryRule.QuantileBucket && kind != FieldKind.Categorical
            ? throw section.Wrong("category_processor", section.Text("category_processor"), "only on categorical fields")
            : rule;
    }

    static SequencePooling Pooling(ConfigSection section, FieldKind kind)
    {
        if (!section.Keys.Contains("feature_encoder"))
        {
            return SequencePooling.MaskedAverage;
        }

        var text = section.Get("feature_encoder") is IReadOnlyList<object?> { Count: 1 } one ? one[0] as string : section.Get("feature_encoder") as string;
        return text switch
        {
            null when !section.Has("feature_encoder") => SequencePooling.None,
            "null" or "None" => SequencePooling.None,
            "layers.MaskedAveragePooling()" when kind == FieldKind.Sequence => SequencePooling.MaskedAverage,
            "layers.MaskedSumPooling()" when kind == FieldKind.Sequence => SequencePooling.MaskedSum,
            _ => throw section.Wrong("feature_encoder", section.Get("feature_encoder"), "layers.MaskedAveragePooling() | layers.MaskedSumPooling() on a sequence, or null"),
        };
    }

    static Normalisation Normaliser(ConfigSection section) =>
        !section.Has("normalizer") ? Normalisation.None
        : section.Choice("normalizer", "", "StandardScaler", "MinMaxScaler") == "StandardScaler" ? Normalisation.Standard
        : Normalisation.MinMax;

    static int AtLeast(ConfigSection section, string key, int absent, int least)
    {
        var value = section.Whole(key, absent);
        return value >= least ? value : throw section.Wrong(key, (long)value, $"at least {least}");
    }
}
