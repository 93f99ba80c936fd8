using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Encoders;

/// <summary>
/// FuxiCTR's <c>feature_vocab.json</c>: for each field with a vocabulary an object from token to id, then
/// <c>__PAD__</c> and <c>__OOV__</c>. Whole tokens of float fields are written with ".0", as Python prints them;
/// reading accepts both.
/// </summary>
static class FeatureVocabulary
{
    static readonly JsonWriterOptions _format =
        new() { Indented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, IReadOnlyList<FieldEncoder> fields)
    {
        using var json = new Utf8JsonWriter(stream, _format);
        json.WriteStartObject();
        foreach (var encoder in fields.Where(field => field.Vocabulary is not null))
        {
            json.WriteStartObject(encoder.Options.Name);
            var outOfVocabulary = encoder.Vocabulary!.OutOfVocabulary;
            Write(encoder.Vocabulary.Entries.TakeWhile(entry => entry.Value < outOfVocabulary));
            json.WriteNumber("__PAD__", 0);
            json.WriteNumber("__OOV__", outOfVocabulary);
            Write(encoder.Vocabulary.Entries.SkipWhile(entry => entry.Value < outOfVocabulary));
            json.WriteEndObject();

            void Write(IEnumerable<KeyValuePair<string, int>> entries)
            {
                foreach (var (token, id) in entries)
                {
                    json.WriteNumber(WritesFraction(encoder.Options) && IsWhole(token) ? token + ".0" : token, id);
                }
            }

            json.Flush();
        }

        json.WriteEndObject();
    }

    /// <summary>The vocabularies by field name; fields that share a table get one object.</summary>
    public static Dictionary<string, Vocabulary> Read(string path, DatasetOptions options) =>
        DurableFile.ReadJson(path, document =>
        {
            var vocabularies = new Dictionary<string, Vocabulary>();
            foreach (var field in options.Fields.Where(HasVocabulary))
            {
                vocabularies[field.Name] = field.ShareEmbedding is { } owner
                    ? vocabularies[owner]
                    : ReadField(path, document.RootElement.GetProperty(field.Name), field);
            }

            return vocabularies;
        });

    static Vocabulary ReadField(string path, JsonElement element, FieldOptions options)
    {
        var vocabulary = new Vocabulary(options.Remap);
        Span<byte> scratch = stackalloc byte[TokenForm.MaxLength];
        var isFurther = false;
        foreach (var pair in element.EnumerateObject())
        {
            if (pair.Name is "__PAD__" or "__OOV__")
            {
                isFurther |= pair.Name == "__OOV__";
                continue;
            }

            var raw = Encoding.UTF8.GetBytes(pair.Name);
            var form = WritesFraction(options) ? options.Form : ValueForm.Text;
            TokenForm.TryCanonical(raw, form, scratch, out var token);
            if (isFurther)
            {
                vocabulary.AddFurther(token);
            }
            else
            {
                vocabulary.Add(token, options.Name);
            }

            if (vocabulary.Id(token) != pair.Value.GetInt32())
            {
                throw InputException.At($"{path}: {options.Name}: {pair.Name}", $"id {pair.Value}",
                    "ids 1, 2, … in file order, those of given vectors behind __OOV__");
            }
        }

        return vocabulary;
    }

    static bool HasVocabulary(FieldOptions options) =>
        options is { Kind: FieldKind.Categorical or FieldKind.Sequence, Rule: CategoryRule.Vocabulary };

    static bool WritesFraction(FieldOptions options) =>
        options.Form == ValueForm.Real && options.Preprocessing is not { Converts: true };

    static bool IsWhole(string token) => !token.AsSpan().ContainsAny('.', 'E');
}
