using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, F fields, E the model's width

/// <summary>
/// The vectors of all fields: one set of tables where they are alike; where a field has a width, an encoder or given
/// vectors of its own, a set for each width, and the fields' vectors side by side.
/// </summary>
public sealed class FieldTables
{
    readonly List<FieldVector> _vectors = [];

    /// <summary>
    /// Makes tables and layers. With <paramref name="histories"/> vectors are asked for by name, and these sequences
    /// are not pooled.
    /// </summary>
    internal FieldTables(
        IReadOnlyList<Field> fields, BatchLayout layout, int width, Scope scope, SeededRandom random,
        IReadOnlySet<string>? histories = null)
    {
        Path = NameOf(scope);
        if (histories is null && fields.All(field => FieldVector.IsPlain(field, width)))
        {
            Sets = [new EmbeddingTables([.. fields.Select(TableField.Of)], layout, width, scope, random)];
            (Widths, AreAlike) = ([.. fields.Select(_ => width)], true);
            return;
        }

        foreach (var field in fields)
        {
            var owner = _vectors.Find(vector => vector.Field.Name == field.ShareEmbedding);
            _vectors.Add(new FieldVector(
                field, owner?.Width ?? field.EmbeddingDim ?? width, scope, layout, owner,
                keepsLength: histories?.Contains(field.Name) ?? false));
        }

        Sets = [.. _vectors.SelectMany(vector => vector.Tables).GroupBy(table => table.Width)
            .Select(tables => new EmbeddingTables([.. tables], layout, tables.Key, scope, random))];
        Widths = [.. _vectors.Select(vector => vector.Outputs)];
        AreAlike = _vectors.TrueForAll(vector => vector.Outputs == width);
        Other = _vectors.Find(vector => vector.Outputs != width);
    }

    /// <summary>The set's name in the model, <c>embedding_layer</c> for instance.</summary>
    public string Path { get; }

    /// <summary>Numbers of all fields' vectors together.</summary>
    public int Numbers => Widths.Sum();

    /// <summary>Numbers of each field's vector.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>The tables, by width.</summary>
    public IReadOnlyList<EmbeddingTables> Sets { get; }

    /// <summary>Whether the vectors are [B, F, E]; else they are [B, <see cref="Numbers"/>].</summary>
    public bool AreAlike { get; }

    /// <summary>
    /// The set's name: its scope, or that of the dictionary which stands at the top of a model's names, as FuxiCTR's
    /// <c>FeatureEmbeddingDict</c> does.
    /// </summary>
    internal static string NameOf(Scope scope) => scope.Path.Length > 0 ? scope.Path : "embedding_layer";

    /// <summary>A field whose vector is not of the model's width, or null.</summary>
    internal FieldVector? Other { get; }

    /// <summary>Looks up a batch in the schema's order of fields; sequences are pooled.</summary>
    public Tensor Lookup(Batch batch, ForwardPass pass)
    {
        if (_vectors.Count == 0)
        {
            return Sets[0].Lookup(batch, pass);
        }

        var rows = Gather(batch, pass);
        Tensor[] vectors = [.. _vectors.Select(vector => vector.Of(batch, rows))];
        return pass.Observe(Path, AreAlike ? stack(vectors, 1) : cat(vectors, 1));
    }

    /// <summary>What the tables give for a batch, by table.</summary>
    internal IReadOnlyDictionary<string, TableRows> Gather(Batch batch, ForwardPass pass)
    {
        var rows = new Dictionary<string, TableRows>(StringComparer.Ordinal);
        foreach (var set in Sets)
        {
            set.AddRows(batch, pass, rows);
        }

        return rows;
    }

    /// <summary>A field's way to its vector, where vectors are asked for by name.</summary>
    internal FieldVector Of(string field) => _vectors.Single(vector => vector.Field.Name == field);

    /// <summary>Numbers of a field's vector.</summary>
    internal int WidthOf(string field) => Of(field).Outputs;
}

/// <summary>A field's table under the name that it has among a model's tables.</summary>
sealed record TableField(Field Field, string Name, int Width)
{
    /// <summary>The name of the table that this one is, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the vectors of a sequence stay side by side, for layers in front of the pooling.</summary>
    public bool IsUnpooled { get; init; }

    /// <summary>Changes the table's initial rows, or null.</summary>
    public Action<RowMemory>? Start { get; init; }

    /// <summary>Standard deviation of the table's initial rows.</summary>
    public double Deviation { get; init; } = EmbeddingTable.InitialStd;

    public static TableField Of(Field field) => new(field, field.Name, 0);
}
