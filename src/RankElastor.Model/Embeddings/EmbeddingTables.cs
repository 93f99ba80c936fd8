using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, F fields, E width, C categorical fields, N ids of a batch: B · C, and those of its sequences

/// <summary>
/// A table per field, all of one width: batch in, [B, F, E] out. Rows are gathered into one leaf tensor [N, E] whose
/// gradient the optimiser reads; numeric fields are x · w_f with w_f an ordinary dense parameter. Padding of sequences
/// is not gathered, so that memory grows with their ids.
/// </summary>
public sealed class EmbeddingTables : IDisposable
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _tiny = 1e-12f;
    readonly Dictionary<string, EmbeddingTable> _tableOf = [];
    readonly List<EmbeddingTable> _tables = [];
    readonly List<Tensor> _numericWeights = [];
    readonly List<IdColumn> _columns = [];
    readonly Dictionary<string, int> _columnOf = [];
    readonly IReadOnlyList<Field> _fields;
    readonly IReadOnlyList<string> _names;
    readonly IReadOnlyList<bool> _unpooled;
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
                _columnOf[place] = _columns.Count;
                _columns.Add(new IdColumn(_tableOf[place], field));
            }
        }
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

    /// <summary>The fields whose ids the set reads, each with the table it indexes.</summary>
    public IReadOnlyList<IdColumn> IdColumns => _columns;

    /// <summary>What the rows are widened to behind the look-up: float64 for checks of gradients.</summary>
    internal ScalarType Precision { get; set; } = ScalarType.Float32;

    /// <summary>The rows gathered last, [N, E], with their gradient after backward; null before a look-up.</summary>
    public Tensor? Leaf => _leaf;

    /// <summary>Looks up a batch: [B, F, E] in the schema's order of fields; sequences are pooled.</summary>
    public Tensor Lookup(Batch batch, ForwardPass pass)
    {
        var rows = Gather(batch, pass);
        var value = _fields.All(field => field.Kind == FieldKind.Categorical)
            ? rows.Categorical : Assemble(batch, rows, pass);
        return pass.Observe(_stage, value);
    }

    /// <summary>The ids that the set reads; valid until the next call.</summary>
    public LookUps Ids(Batch batch, Workers? workers = null)
    {
        var lookUps = new LookUps(_columns, batch, _ids, workers ?? Workers.Sequential);
        _ids = lookUps.Ids == batch.Ids ? _ids : lookUps.Ids;
        return lookUps;
    }

    /// <summary>
    /// Looks up a batch: each table's vectors under its name, [B, E], or the events of a sequence that is pooled later.
    /// </summary>
    internal void AddRows(Batch batch, ForwardPass pass, Dictionary<string, TableRows> rows)
    {
        var gathered = Gather(batch, pass);
        for (var f = 0; f < _fields.Count; f++)
        {
            var column = _columnOf[_names[f]];
            rows[_names[f]] = _unpooled[f] ? gathered.Events(column) : new(Vector(_fields[f], column, gathered));
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

    GatheredRows Gather(Batch batch, ForwardPass pass)
    {
        var lookUps = Ids(batch, pass.Workers);
        _leaf?.Dispose();
        _leaf = empty(lookUps.Count, Width);
        _leaf.DetachFromDisposeScope();
        EmbeddingGather.Fill(_leaf, lookUps, Width, pass.Workers);
        return new GatheredRows(lookUps, _leaf.requires_grad_(pass.Differentiable).to(Precision));
    }

    Tensor Assemble(Batch batch, GatheredRows rows, ForwardPass pass)
    {
        if (Precision == ScalarType.Float32 && _fields.All(field => field.Kind != FieldKind.Sequence))
        {
            bool[] isNumeric = [.. _fields.Select(field => field.Kind == FieldKind.Numeric)];
            _assembly ??= new AssembleFields(
                [
                    .. _fields.Select((field, f) => isNumeric[f]
                        ? (-1, Layout.Offset(field)) : (_columnOf[_names[f]], -1)),
                ],
                Width, Layout.NumberColumns);
            return FieldAssembly.Of(_assembly, isNumeric, batch, pass, rows.Categorical, _numericWeights);
        }

        var columns = new Tensor[_fields.Count];
        var numeric = 0;
        var numbers = Layout.NumberColumns > 0 ? Numbers(batch).to(Precision) : null;
        for (var f = 0; f < _fields.Count; f++)
        {
            columns[f] = _fields[f].Kind == FieldKind.Numeric
                ? numbers!.narrow(1, Layout.Offset(_fields[f]), 1).matmul(_numericWeights[numeric++].t())
                : Vector(_fields[f], _columnOf[_names[f]], rows);
        }

        return stack(columns, 1);
    }

    static Tensor Vector(Field field, int column, GatheredRows rows) => field.Kind == FieldKind.Categorical
        ? rows.Vectors(column)
        : Pool(field.Pooling, rows.Events(column));

    /// <summary>The events of a batch's rows → [B, E].</summary>
    static Tensor Pool(SequencePooling pooling, TableRows rows)
    {
        var sum = rows.Places!.Sum(rows.Vectors);
        if (pooling == SequencePooling.MaskedSum)
        {
            return sum;
        }

        var present = rows.Vectors.detach().sum(-1, keepdim: true).ne(0).to(sum.dtype);
        return sum / rows.Places.Sum(present).add(_tiny);
    }

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
