using RankElastor.Data.Files;
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
    readonly IReadOnlyList<Field> _fields;
    readonly string _stage;
    Tensor? _leaf;
    AssembleFields? _assembly;

    internal EmbeddingTables(
        IReadOnlyList<Field> fields, BatchLayout layout, int width, Scope scope, SeededRandom random)
    {
        Width = width;
        Path = _stage = scope.Path;
        Layout = layout;
        _fields = fields;
        foreach (var field in _fields)
        {
            if (field.EmbeddingDim is { } asked && asked != width)
            {
                var where = $"field '{field.Name}': embedding_dim";
                throw InputException.At(where, $"{asked}", $"the model's width {width}");
            }

            var name = $"{scope.Path}.embedding_layer.embedding_layers.{field.Name}.weight";
            if (field.Kind == FieldKind.Numeric)
            {
                _numericWeights.Add(scope.Store.AddOfEmbeddings(name, [width, 1], Initialisers.XavierNormal));
            }
            else
            {
                var own = field.ShareEmbedding is null;
                _tableOf[field.Name] = own ? Make(name, field, random) : _tableOf[field.ShareEmbedding!];
            }
        }

        TableOfIdColumn = [.. _fields.Where(field => field.Kind != FieldKind.Numeric)
            .SelectMany(field => Enumerable.Repeat(_tableOf[field.Name], field.MaxLength))];
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

    /// <summary>For each id column of a batch, the table it indexes: P entries.</summary>
    public IReadOnlyList<EmbeddingTable> TableOfIdColumn { get; }

    /// <summary>The rows gathered last, [B, P, E], with their gradient after backward; null before a look-up.</summary>
    public Tensor? Leaf => _leaf;

    /// <summary>Looks up a batch: [B, F, E] in the schema's order of fields; sequences are pooled.</summary>
    public Tensor Lookup(Batch batch, ForwardPass pass)
    {
        var leaf = Gather(batch, pass);
        var value = _fields.All(field => field.Kind == FieldKind.Categorical) ? leaf : Assemble(batch, leaf, pass);
        return pass.Observe(_stage, value);
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

    EmbeddingTable Make(string name, Field field, SeededRandom random)
    {
        var table = new EmbeddingTable(name, field.Name, field.VocabularySize, Width, random);
        _tables.Add(table);
        return table;
    }

    Tensor Gather(Batch batch, ForwardPass pass)
    {
        _leaf?.Dispose();
        _leaf = empty(batch.Rows, Layout.IdColumns, Width);
        _leaf.DetachFromDisposeScope();
        EmbeddingGather.Fill(_leaf, batch, TableOfIdColumn, Width, pass.Workers);
        return _leaf.requires_grad_(pass.Differentiable);
    }

    Tensor Assemble(Batch batch, Tensor leaf, ForwardPass pass)
    {
        if (_fields.All(field => field.Kind != FieldKind.Sequence))
        {
            bool[] isNumeric = [.. _fields.Select(field => field.Kind == FieldKind.Numeric)];
            var offsets = _fields.Select(Layout.Offset).ToArray();
            _assembly ??= new AssembleFields([.. offsets.Select((at, f) => isNumeric[f] ? (-1, at) : (at, -1))], Width);
            return FieldAssembly.Of(_assembly, isNumeric, batch, pass, leaf, _numericWeights);
        }

        var columns = new Tensor[_fields.Count];
        var numeric = 0;
        var numbers = Layout.NumberColumns > 0 ? Numbers(batch) : null;
        for (var f = 0; f < _fields.Count; f++)
        {
            var offset = Layout.Offset(_fields[f]);
            columns[f] = _fields[f].Kind switch
            {
                FieldKind.Numeric => numbers!.narrow(1, offset, 1).matmul(_numericWeights[numeric++].t()),
                FieldKind.Categorical => leaf.select(1, offset),
                _ => Pool(_fields[f], leaf.narrow(1, offset, _fields[f].MaxLength)),
            };
        }

        return stack(columns, 1);
    }

    static Tensor Pool(Field field, Tensor rows) // [B, len, E] -> [B, E]
    {
        var sum = rows.sum(1);
        if (field.Pooling == SequencePooling.MaskedSum)
        {
            return sum;
        }

        var present = rows.detach().sum(-1).ne(0).sum(1, keepdim: true, type: ScalarType.Float32);
        return sum / present.add(_tiny);
    }

    static Tensor Numbers(Batch batch)
    {
        var numbers = empty(batch.Rows, batch.Layout.NumberColumns);
        batch.Numbers.AsSpan(0, batch.Rows * batch.Layout.NumberColumns).CopyTo(TensorSpans.Floats(numbers));
        return numbers;
    }
}
