using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Activations;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Embeddings;

// B batch, d the field's width

/// <summary>A field's vectors in front of its layers, of a sequence in a window of its positions.</summary>
delegate Tensor FieldStart(Batch batch, IReadOnlyDictionary<string, TableRows> rows, PositionWindow? window);

/// <summary>One field's way from its values to a vector: look-up or product, given vectors, encoder.</summary>
sealed class FieldVector
{
    readonly BatchLayout _layout;
    readonly List<Func<Tensor, Tensor>> _encoder = [];
    readonly FieldStart _start;
    readonly List<TableField> _tables = [];
    readonly Scope _dictionary;
    readonly bool _isUnpooled; // a sequence whose vectors pass layers before they become one, if they do
    readonly bool _keepsLength;
    Tensor? _frozen, _projection;

    /// <param name="field">The field.</param>
    /// <param name="width">d.</param>
    /// <param name="scope">Where the model has its field vectors.</param>
    /// <param name="layout">Where the field lies in a batch.</param>
    /// <param name="owner">The field whose table this one shares, or null.</param>
    /// <param name="keepsLength">A sequence that is not pooled at all.</param>
    public FieldVector(
        Field field, int width, Scope scope, BatchLayout layout, FieldVector? owner = null, bool keepsLength = false)
    {
        Field = field;
        _keepsLength = keepsLength;
        _isUnpooled = field.Kind == FieldKind.Sequence && (keepsLength || field.Pretrained is not null
            || owner?.Field.Pretrained is not null || field.Encoder?.Layers is [not VectorLayer.Pool, ..]);
        (Width, Outputs, _layout) = (width, width, layout);
        _dictionary = scope.Sub("embedding_layer");
        _start = field.Kind == FieldKind.Numeric ? OfNumbers()
            : owner?.Field.Pretrained is { } shared ? OfGiven(shared, owner)
            : field.Pretrained is { } given ? OfGiven(given, null) : OfTable();
        AddEncoder();
    }

    public Field Field { get; }

    /// <summary>d.</summary>
    public int Width { get; }

    /// <summary>Numbers behind the encoder.</summary>
    public int Outputs { get; private set; }

    public IEnumerable<TableField> Tables => _tables;

    /// <summary>Whether it is a sequence whose vectors stay side by side.</summary>
    public bool KeepsLength => _keepsLength && Field.Kind == FieldKind.Sequence;

    /// <summary>Whether the field has nothing of its own.</summary>
    public static bool IsPlain(Field field, int width) =>
        (field.EmbeddingDim ?? width) == width && field is { Encoder: null, Pretrained: null, Numbers: 1 };

    /// <summary>
    /// [B, Outputs], or [B, window, Outputs] of a sequence that is not pooled, without a window at all positions;
    /// <paramref name="rows"/> holds what the tables give, by table.
    /// </summary>
    public Tensor Of(
        Batch batch, IReadOnlyDictionary<string, TableRows> rows, PositionWindow? window = null) =>
        _encoder.Aggregate(_start(batch, rows, window), (x, layer) => layer(x));

    /// <summary>
    /// The events of a sequence that is not pooled, where they are what a table gives and padding is 0; else null.
    /// </summary>
    public TableRows? EventsOf(IReadOnlyDictionary<string, TableRows> rows) =>
        _encoder.Count == 0 && KeepsLength && rows.GetValueOrDefault(Field.Name) is { Places: not null } events
            ? events : null;

    FieldStart OfNumbers()
    {
        if (Field is { Numbers: > 1, Encoder: not null })
        {
            Outputs = Field.Numbers;
            return (batch, _, _) => NumbersOf(batch);
        }

        var dictionary = Field.Numbers > 1 ? "feature_encoders" : "embedding_layers";
        var weight = Add($"{dictionary}.{Field.Name}.weight", [Width, Field.Numbers], Initialisers.XavierNormal);
        return (batch, _, _) => NumbersOf(batch).to(weight.dtype).matmul(weight.t());
    }

    FieldStart OfTable()
    {
        _tables.Add(new(Field, Field.Name, Width) { IsUnpooled = _isUnpooled });
        return (_, rows, window) => rows[Field.Name].In(window);
    }

    /// <summary>FuxiCTR's PretrainedEmbedding; tables and layers are the owner's, if there is one.</summary>
    FieldStart OfGiven(PretrainedTable given, FieldVector? owner)
    {
        const string Given = "pretrain_embedding";
        var path = $"embedding_layers.{Field.Name}";
        var learned = given.Usage == PretrainedUsage.Init ? null : "id_embedding";
        _frozen = owner is not null ? owner._frozen
            : given.Frozen ? _dictionary.AddBuffer($"{path}.{Given}.weight", Frozen(given)) : null;
        _tables.AddRange(given.Frozen ? []
            : [TableOf(Given, given.Width, owner) with { Start = rows => Fill(rows, given) }]);
        _tables.AddRange(learned is null ? []
            : [TableOf(learned, Width, owner) with { Start = rows => Clear(rows, given.LastLearned) }]);
        TorchSharp.Scalar last = given.LastLearned; // kept, as in EmbeddingTables
        var isConcat = given.Usage == PretrainedUsage.Concat;
        var inputs = isConcat ? Width + given.Width : given.Width;
        _projection = owner is not null ? owner._projection : !isConcat && given.Width == Width ? null
            : Add($"{path}.proj.weight", [Width, inputs], Initialisers.XavierNormal);
        var (frozen, projection) = (_frozen, _projection);
        return (batch, rows, window) =>
        {
            var ids = Ids(batch, window);
            var isLearned = ids.le(last).to(ScalarType.Float32).unsqueeze(-1);
            var vectors = frozen is null ? rows[NameOf(Given)].In(window) * isLearned
                : frozen.index_select(0, ids.flatten()).reshape([.. ids.shape, given.Width]);
            var own = learned is null ? null : rows[NameOf(learned)].In(window) * isLearned;
            vectors = isConcat ? cat([vectors, own!], -1) : vectors;
            vectors = projection is null ? vectors : functional.linear(vectors, projection);
            return isConcat || own is null ? vectors : vectors + own;
        };
    }

    string NameOf(string table) => $"{Field.Name}.{table}";

    TableField TableOf(string table, int width, FieldVector? owner) =>
        new(Field, NameOf(table), width) { Owner = owner?.NameOf(table), IsUnpooled = _isUnpooled };

    Tensor Frozen(PretrainedTable given)
    {
        var vectors = zeros(Field.VocabularySize, given.Width);
        var place = new RowTable(TensorSpans.Address(vectors), Field.VocabularySize, 0);
        Fill(new RowMemory(EmbeddingStorage.Full, place, given.Width), given);
        return vectors;
    }

    static void Fill(RowMemory rows, PretrainedTable given) =>
        given.Vectors?.Invoke((id, vector) => rows.Write(id, vector));

    /// <summary>As in FuxiCTR, what training data cannot have begins at 0.</summary>
    void Clear(RowMemory rows, int first)
    {
        var zero = new float[Width];
        for (var row = (long)first; row < Field.VocabularySize; row++)
        {
            rows.Write(row, zero);
        }
    }

    void AddEncoder()
    {
        var (layers, isPooled) = (Field.Encoder?.Layers ?? [], false);
        for (var i = 0; i < layers.Count; i++)
        {
            var path = $"feature_encoders.{Field.Name}{(Field.Encoder!.IsList ? $".{i}" : "")}";
            switch (layers[i])
            {
                case VectorLayer.Linear linear:
                    if (linear.Inputs != Outputs)
                    {
                        throw InputException.At(Where, $"a Linear of {linear.Inputs} numbers", $"{Outputs}");
                    }

                    Outputs = linear.Outputs;
                    var weight = Add($"{path}.weight", [linear.Outputs, linear.Inputs], Initialisers.XavierNormal);
                    var bias = linear.Bias ? Add($"{path}.bias", [linear.Outputs], Initialisers.Zeros) : null;
                    _encoder.Add(x => functional.linear(x, weight, bias));
                    break;
                case VectorLayer.Function function:
                    _encoder.Add(Activation.Parse(Where, function.Word).Apply);
                    break;
                case VectorLayer.Pool when _keepsLength:
                    break;
                case VectorLayer.Pool pool when _isUnpooled && !isPooled:
                    isPooled = true;
                    _encoder.Add(x => EmbeddingTables.Pool(pool.Pooling, x));
                    break;
                case VectorLayer.Pool when i > 0:
                    throw InputException.At(Where, "a second pooling, or one of no sequence", "one of a sequence");
            }
        }

        if (_isUnpooled && !isPooled && !_keepsLength)
        {
            _encoder.Add(Field.Pooling != SequencePooling.None ? x => EmbeddingTables.Pool(Field.Pooling, x)
                : throw InputException.At(Where, "no pooling of a sequence", "layers.MaskedAveragePooling()"));
        }
    }

    string Where => $"field '{Field.Name}': feature_encoder";

    Tensor Add(string name, long[] shape, Initialiser initialiser) =>
        _dictionary.Store.AddOfEmbeddings($"{_dictionary.Path}.{name}", shape, initialiser);

    Tensor NumbersOf(Batch batch)
    {
        var (columns, first) = (_layout.NumberColumns, _layout.Offset(Field));
        var numbers = empty(batch.Rows, columns);
        batch.Numbers.AsSpan(0, batch.Rows * columns).CopyTo(TensorSpans.Floats(numbers));
        return numbers.narrow(1, first, Field.Numbers);
    }

    /// <summary>[B], or [B, window] of a sequence, without a window all positions.</summary>
    Tensor Ids(Batch batch, PositionWindow? window)
    {
        if (Field.Kind != FieldKind.Sequence)
        {
            var (columns, place) = (_layout.IdColumns, _layout.Offset(Field));
            return tensor([.. Enumerable.Range(0, batch.Rows).Select(row => (long)batch.Ids[row * columns + place])]);
        }

        var (first, length) = window ?? new(0, Field.MaxLength);
        var (ids, sequence) = (new long[batch.Rows * length], batch.Sequence(Field));
        for (var row = 0; row < batch.Rows; row++)
        {
            var start = row * length + sequence.Start(row) - first;
            foreach (var id in sequence.Row(row))
            {
                ids[start++] = id;
            }
        }

        return tensor(ids).view(batch.Rows, length);
    }
}
