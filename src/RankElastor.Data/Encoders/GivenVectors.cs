using System.Text;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Encoders.Vocabularies;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Encoders;

/// <summary>
/// Vectors that a file gives for tokens (FuxiCTR's pretrained_emb): a row per token, with the columns <c>key</c> and
/// <c>value</c>, in an archive of arrays or in Parquet.
/// </summary>
static class GivenVectors
{
    /// <summary>The vocabulary of prepared data, beside the vectors.</summary>
    const string VocabularyFile = "feature_vocab.json";

    /// <summary>
    /// Adds the tokens of a field's file that the vocabulary lacks, and gives the width of the vectors; 0 without one.
    /// </summary>
    /// <exception cref="InputException">The file is missing, or its rows do not fit.</exception>
    public static int Extend(FieldOptions options, Vocabulary? vocabulary)
    {
        var width = 0;
        if (options.GivenPath is not null)
        {
            ForEach(options, options.GivenPath, (token, vector) =>
            {
                width = vector.Length;
                vocabulary?.AddFurther(token);
            });
        }

        return width;
    }

    /// <summary>The table of a field's given vectors, or null.</summary>
    public static PretrainedTable? Table(FieldOptions options, Vocabulary? vocabulary, FittedState state)
    {
        if (options.GivenFile is null)
        {
            return null;
        }

        var last = vocabulary?.OutOfVocabulary ?? options.OutOfVocabulary ?? options.VocabularySize!.Value - 1;
        var size = vocabulary?.Size ?? options.VocabularySize!.Value;
        return new PretrainedTable(state.GivenWidth, options.Usage, options.Freezes, last)
        {
            File = options.GivenFile,
            Vectors = options.GivenPath is not { } path ? null : take =>
            {
                var idOf = vocabulary is null ? IdsOf(path, options.Name, size)
                    : token => vocabulary.Id(token);
                ForEach(options, path, (token, vector) =>
                {
                    if (idOf(token) is >= 0 and var id && id != last)
                    {
                        take(id, vector);
                    }
                });
            },
        };
    }

    delegate int TokenId(ReadOnlySpan<byte> token);

    delegate void RowTaker(ReadOnlySpan<byte> token, ReadOnlySpan<float> vector);

    /// <summary>Where data is prepared its vocabulary says which token has which id; else tokens are ids.</summary>
    static TokenId IdsOf(string path, string field, int size)
    {
        var file = Path.Combine(Path.GetDirectoryName(path)!, VocabularyFile);
        var known = !File.Exists(file) ? null : DurableFile.ReadJson(file, document =>
            document.RootElement.GetProperty(field).EnumerateObject().ToDictionary(
                pair => pair.Name, pair => pair.Value.GetInt32()));
        return token =>
        {
            var text = Encoding.UTF8.GetString(token);
            var id = known is not null ? known.GetValueOrDefault(text, -1) : int.TryParse(text, out var own) ? own : -1;
            return id < size ? id : -1;
        };
    }

    static void ForEach(FieldOptions options, string path, RowTaker take)
    {
        using var source = Open(path);
        var (key, value) = (source.Use("key"), source.Use("value"));
        float[]? vector = null;
        Span<byte> scratch = stackalloc byte[TokenForm.MaxLength];
        foreach (var chunk in source.Read())
        {
            for (var row = 0; row < chunk.Rows; row++)
            {
                var elements = chunk.Elements(row, value, "^"u8);
                var where = $"{path}:{chunk.Lines[row]}";
                vector ??= elements.Left == (options.GivenWidth ?? elements.Left) && elements.Left > 0
                    ? new float[elements.Left]
                    : throw InputException.At($"{where}:value", $"{elements.Left} numbers", $"{options.GivenWidth ?? 1}"
                        + $", the pretrain_dim of field {options.Name}");
                Fill(vector, elements, where);
                if (!TokenForm.TryCanonical(chunk.Value(row, key), options.Form, scratch, out var token))
                {
                    throw InputException.At(
                        $"{where}:key", $"'{FieldReader.Shown(chunk.Value(row, key))}'", "a number, as dtype says");
                }

                if (!token.IsEmpty && !Vocabulary.IsReserved(token))
                {
                    take(token, vector);
                }
            }
        }

        if (vector is null)
        {
            throw InputException.At(path, "no rows", "a row with key and value for each token");
        }
    }

    static void Fill(float[] vector, Elements elements, string where)
    {
        if (elements.Left != vector.Length)
        {
            throw InputException.At($"{where}:value", $"{elements.Left} numbers", $"{vector.Length}");
        }

        for (var place = 0; place < vector.Length; place++)
        {
            var element = elements.Next();
            vector[place] = TokenForm.TryReal(element, out var number) && float.IsFinite((float)number) ? (float)number
                : throw InputException.At($"{where}:value", $"'{FieldReader.Shown(element)}'", "finite numbers");
        }
    }

    static RowSource Open(string path) => Path.GetExtension(path) switch
    {
        ".npz" => new NpzSource(path),
        ".parquet" => new ParquetSource(path),
        ".h5" or ".hdf5" => throw InputException.At(
            path, "an HDF5 file", "vectors in .npz or .parquet; in Python, with file = h5py.File(...), "
            + "numpy.savez('vectors.npz', key=file['key'][:].astype(str), value=file['value'][:]) converts it"),
        _ => throw InputException.At(
            path, "a file of another kind", "vectors in .npz or .parquet, with the columns key and value"),
    };
}
