using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>How fields become vectors.</summary>
public sealed record FieldVectorOptions
{
    /// <summary>E.</summary>
    public int Width { get; init; } = 10;

    /// <summary>Dropout of the vectors' entries, FuxiCTR 1.x's <c>embedding_dropout</c>.</summary>
    public double Dropout { get; init; }

    /// <summary>The keys.</summary>
    internal static KeyTable<FieldVectorOptions> Keys { get; } = KeysFor(10);

    /// <summary>The keys of a model whose vectors have this many numbers unless its file says otherwise.</summary>
    internal static KeyTable<FieldVectorOptions> KeysFor(int width) => new(() => new FieldVectorOptions
    {
        Width = width,
    })
    {
        {
            Key.Whole("embedding_dim", "E: numbers per field's embedding.", least: 1, most: Key.MostWidth),
            options => options.Width
        },
        {
            Key.Real(
                "embedding_dropout", "Dropout of the field vectors' entries, as in FuxiCTR 1.", least: 0, below: 1),
            options => options.Dropout
        },
    };
}

/// <summary>
/// A batch → [B, F, E]: the look-up and its dropout, the front end of every baseline. Fields of several widths are
/// [B, Numbers], for models that take them <paramref name="flat"/>.
/// </summary>
sealed class FieldVectors(FieldTables fields, FieldVectorOptions options, ParameterStore store, bool flat = false)
{
    readonly int _dropoutLayer = store.NextDropoutLayer();

    /// <summary>Where probes see the vectors.</summary>
    public Site Site { get; } =
        new("embedding", fields.Path, fields.AreAlike ? SiteKind.Tokens : SiteKind.Vector);

    /// <summary>F where the vectors are alike, so that F · E numbers are a matrix [F, E]; else 0.</summary>
    public int Rows { get; } = fields.AreAlike ? fields.Numbers / options.Width : 0;

    /// <summary>That rows have no matrix, where the vectors are not alike.</summary>
    public IReadOnlyList<string> Warnings { get; } = fields.Other is not { } other ? [] :
    [
        $"field '{other.Field.Name}' has {other.Outputs} numbers and embedding_dim is {options.Width}: "
        + "no row is a matrix of fields, so that ranks of rows are not read; those of batches are",
    ];

    /// <summary>F · E, or the sum of the fields' widths.</summary>
    public int Numbers { get; } = flat || fields.Other is null ? fields.Numbers : throw InputException.At(
        $"field '{fields.Other.Field.Name}': embedding_dim", $"{fields.Other.Outputs}",
        $"the model's width {options.Width}; DNN, DCN and DCNv2 take fields of several widths");

    public Tensor Apply(Batch batch, ForwardPass pass) =>
        pass.Dropout(fields.Lookup(batch, pass), options.Dropout, _dropoutLayer);
}
