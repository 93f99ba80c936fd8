using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, F fields, E width, P id positions (one per categorical field, MaxLength per sequence), N numeric fields

/// <summary>
/// A table per field, all of one width: batch in, [B, F, E] out. Rows are gathered into one leaf tensor [B, P, E] whose
/// gradient the optimiser reads; numeric fields are x · w_f with w_f an ordinary dense parameter.
/// </summary>
public sealed class EmbeddingTables : IDisposable
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _tiny = 1e-12f;
    readonly Dictionary<string, EmbeddingTable> _tableOf = [];
    readonly List<EmbeddingTable> _tables = [];
    readonly List<Tensor> _numericWeights = [];
    readonly Dictionary<string, int> _first = []; // id column of a field among the set's own
    readonly IReadOnlyList<Field> _fields;
    readonly IReadOnlyList<string> _names;
    readonly IReadOnlyList<bool> _unpooled;
    readonly int[]? _columns; // of a batch, where the set does not read all
    readonly string _stage;
    int[] _ids = [];
    Tensor? _leaf;
    AssembleFields? _assembly;

    internal EmbeddingTables(
        IReadOnlyList<TableField> fields, BatchLayout layout, int width, Scope scope, SeededRandom random,
        string dictionary = "embedding_layer.embedding_layers.")
    {
        Width = width;
        Path = _stage = FieldTables.NameOf(scope);
        Layout = layout;
        _fields = [.. fields.Select(table => table.Field)];
        _names = [.. fields.Select(table => table.Name)];
        _unpooled = [.. fields.Select(table => table.IsUnpooled)];
        var columns = new List<int>();
        foreach (var table in fields)
        {
            var (field, place, _) = table;
            var name = scope.Sub($"{dictionary}{place}.weight").Path;
            if (field.Kind == FieldKind.Numeric)
            {
                _numericWeights.Add(scope.Store.AddOfEmbeddings(name, [width, 1], Initialisers.XavierNormal));
            }
            else
            {
                var own = field.ShareEmbedding is null;
                _tableOf[place] = own ? Make(name, table, random) : _tableOf[table.Owner ?? field.ShareEmbedding!];
                _first[place] = columns.Count;
                columns.AddRange(Enumerable.Range(layout.Offset(field), field.MaxLength));
            }
        }

        TableOfIdColumn = [.. fields.Where(table => table.Field.Kind != FieldKind.Numeric)
            .SelectMany(table => Enumerable.Repeat(_tableOf[table.Name], table.Field.MaxLength))];
        _columns = columns.SequenceEqual(Enumerable.Range(0, layout.IdColumns)) ? null : [.. columns];
    }

    /// <summary>The set's name in the model, <c>embedding_layer</c> for instance.</summary>
    public string Path { get; private set; }

    /// <summary>E.</summary>
    public int Width { get; }

    /// <summary>F, numeric fields included.</summary>
    public int Fields => _fields.Count;

    /// <summary>Where each field's ids lie in a batch.</summary>
    public BatchLayout Layout { get; }

    /// <summary>Distinct tables; a shared one stands once.</summary>
    public IReadOnlyList<EmbeddingTable> Tables => _tables;

    /// <summary>For each id column that the set reads, the table it indexes: P entries.</summary>
    public IReadOnlyList<EmbeddingTable> TableOfIdColumn { get; }

    /// <summary>What the rows are widened to behind the look-up: float64 for checks of gradients.</summary>
    internal ScalarType Precision { get; set; } = ScalarType.Float32;

    /// <summary>The rows gathered last, [B, P, E], with their gradient after backward; null before a look-up.</summary>
    public Tensor? Leaf => _leaf;

    /// <summary>Looks up a batch: [B, F, E] in the schema's order of fields; sequences are pooled.</summary>
    public Tensor Lookup(Batch batch, ForwardPass pass)
    {
        var leaf = Gather(batch, pass);
        var value = _fields.All(field => field.Kind == FieldKind.Categorical) ? leaf : Assemble(batch, leaf, pass);
        return pass.Observe(_stage, value);
    }

    /// <summary>The ids that the set reads, [B, P]; valid until the next call.</summary>
    public int[] Ids(Batch batch)
    {
        if (_columns is null)
        {
            return batch.Ids;
        }

        var all = batch.Layout.IdColumns;
        _ids = _ids.Length < batch.Rows * _columns.Length ? new int[batch.Rows * _columns.Length] : _ids;
        for (var i = 0; i < batch.Rows * _columns.Length; i++)
        {
            _ids[i] = batch.Ids[i / _columns.Length * all + _columns[i % _columns.Length]];
        }

        return _ids;
    }

    /// <summary>
    /// Looks up a batch: each table's vectors under its name, [B, E], or [B, length, E] of a sequence that is pooled
    /// later.
    /// </summary>
    internal void AddRows(Batch batch, ForwardPass pass, Dictionary<string, Tensor> rows)
    {
        var leaf = Gather(batch, pass);
        for (var f = 0; f < _fields.Count; f++)
        {
            var first = _first[_names[f]];
            rows[_names[f]] = _unpooled[f] ? leaf.narrow(1, first, _fields[f].MaxLength)
                : Vector(_fields[f], first, leaf);
        }
    }

    /// <summary>Chooses how rows are kept, before the first look-up. Int8 keeps width 1 in float32.</summary>
    internal void StoreAs(EmbeddingStorage storage)
    {
        foreach (var table in _tables)
        {
            table.Storage = storage == EmbeddingStorage.ScaledBytes && Width == 1 ? EmbeddingStorage.Full : storage;
        }
    }

    /// <summary>Puts a prefix before all names, for a larger model. Initial values do not change.</summary>
    internal void MoveBelow(string name)
    {
        Path = $"{name}.{Path}";
        foreach (var table in _tables)
        {
            table.Name = $"{name}.{table.Name}";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaf?.Dispose();
        foreach (var table in _tables)
        {
            table.Dispose();
        }
    }

    EmbeddingTable Make(string name, TableField field, SeededRandom random)
    {
        var table = new EmbeddingTable(name, field.Name, field.Field.VocabularySize, Width, random)
        {
            Start = field.Start,
            Deviation = field.Deviation,
        };
        _tables.Add(table);
        return table;
    }

    Tensor Gather(Batch batch, ForwardPass pass)
    {
        _leaf?.Dispose();
        _leaf = empty(batch.Rows, TableOfIdColumn.Count, Width);
        _leaf.DetachFromDisposeScope();
        EmbeddingGather.Fill(_leaf, Ids(batch), batch.Rows, TableOfIdColumn, Width, pass.Workers);
        return _leaf.requires_grad_(pass.Differentiable).to(Precision);
    }

    Tensor Assemble(Batch batch, Tensor leaf, ForwardPass pass)
    {
        if (Precision == ScalarType.Float32 && _fields.All(field => field.Kind != FieldKind.Sequence))
        {
            bool[] isNumeric = [.. _fields.Select(field => field.Kind == FieldKind.Numeric)];
            _assembly ??= new AssembleFields(
                [.. _fields.Select((field, f) => isNumeric[f] ? (-1, Layout.Offset(field)) : (_first[_names[f]], -1))],
                Width, Layout.NumberColumns);
            return FieldAssembly.Of(_assembly, isNumeric, batch, pass, leaf, _numericWeights);
        }

        var columns = new Tensor[_fields.Count];
        var numeric = 0;
        var numbers = Layout.NumberColumns > 0 ? Numbers(batch).to(Precision) : null;
        for (var f = 0; f < _fields.Count; f++)
        {
            columns[f] = _fields[f].Kind == FieldKind.Numeric
                ? numbers!.narrow(1, Layout.Offset(_fields[f]), 1).matmul(_numericWeights[numeric++].t())
                : Vector(_fields[f], _first[_names[f]], leaf);
        }

        return stack(columns, 1);
    }

    static Tensor Vector(Field field, int column, Tensor leaf) => field.Kind == FieldKind.Categorical
        ? leaf.select(1, column)
        : Pool(field.Pooling, leaf.narrow(1, column, field.MaxLength));

    /// <summary>[B, length, E] → [B, E].</summary>
    internal static Tensor Pool(SequencePooling pooling, Tensor rows)
    {
        var sum = rows.sum(1);
        if (pooling == SequencePooling.MaskedSum)
        {
            return sum;
        }

        var present = rows.detach().sum(-1).ne(0).sum(1, keepdim: true, type: rows.dtype);
        return sum / present.add(_tiny);
    }

    static Tensor Numbers(Batch batch)
    {
        var numbers = empty(batch.Rows, batch.Layout.NumberColumns);
        batch.Numbers.AsSpan(0, batch.Rows * batch.Layout.NumberColumns).CopyTo(TensorSpans.Floats(numbers));
        return numbers;
    }
}
