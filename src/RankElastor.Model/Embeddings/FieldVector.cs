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

/// <summary>One field's way from its values to a vector: look-up or product, given vectors, encoder.</summary>
sealed class FieldVector
{
    readonly BatchLayout _layout;
    readonly List<Func<Tensor, Tensor>> _encoder = [];
    readonly Func<Batch, IReadOnlyDictionary<string, Tensor>, Tensor> _start;
    readonly List<TableField> _tables = [];
    readonly Scope _dictionary;

    public FieldVector(Field field, int width, Scope scope, BatchLayout layout)
    {
        Field = field;
        (Width, Outputs, _layout) = (width, width, layout);
        _dictionary = scope.Sub("embedding_layer");
        _start = field.Kind == FieldKind.Numeric ? OfNumbers()
            : field.Pretrained is { } given ? OfGiven(given) : OfTable();
        AddEncoder();
    }

    public Field Field { get; }

    /// <summary>d.</summary>
    public int Width { get; }

    /// <summary>Numbers behind the encoder.</summary>
    public int Outputs { get; private set; }

    public IEnumerable<TableField> Tables => _tables;

    /// <summary>Whether the field has nothing of its own.</summary>
    public static bool IsPlain(Field field, int width) =>
        (field.EmbeddingDim ?? width) == width && field is { Encoder: null, Pretrained: null, Numbers: 1 };

    /// <summary>[B, Outputs]; <paramref name="rows"/> holds what the tables give, by table.</summary>
    public Tensor Of(Batch batch, IReadOnlyDictionary<string, Tensor> rows) =>
        _encoder.Aggregate(_start(batch, rows), (x, layer) => layer(x));

    Func<Batch, IReadOnlyDictionary<string, Tensor>, Tensor> OfNumbers()
    {
        if (Field is { Numbers: > 1, Encoder: not null })
        {
            Outputs = Field.Numbers;
            return (batch, _) => NumbersOf(batch);
        }

        var dictionary = Field.Numbers > 1 ? "feature_encoders" : "embedding_layers";
        var weight = Add($"{dictionary}.{Field.Name}.weight", [Width, Field.Numbers], Initialisers.XavierNormal);
        return (batch, _) => NumbersOf(batch).matmul(weight.t());
    }

    Func<Batch, IReadOnlyDictionary<string, Tensor>, Tensor> OfTable()
    {
        _tables.Add(new(Field, Field.Name, Width));
        return (_, rows) => rows[Field.Name];
    }

    /// <summary>FuxiCTR's PretrainedEmbedding.</summary>
    Func<Batch, IReadOnlyDictionary<string, Tensor>, Tensor> OfGiven(PretrainedTable given)
    {
        if (Field.Kind != FieldKind.Categorical)
        {
            throw InputException.At($"field '{Field.Name}'", "given vectors of a sequence", "of a categorical field");
        }

        var (path, name) = ($"embedding_layers.{Field.Name}", $"{Field.Name}.pretrain_embedding");
        var learned = given.Usage == PretrainedUsage.Init ? null : $"{Field.Name}.id_embedding";
        var frozen = !given.Frozen ? null : _dictionary.AddBuffer(
            $"{path}.pretrain_embedding.weight", Frozen(given));
        _tables.AddRange(frozen is not null ? []
            : [new TableField(Field, name, given.Width) { Start = rows => Fill(rows, given) }]);
        _tables.AddRange(learned is null ? []
            : [new TableField(Field, learned, Width) { Start = rows => Clear(rows, given.LastLearned) }]);
        TorchSharp.Scalar last = given.LastLearned; // kept, as in EmbeddingTables
        var isConcat = given.Usage == PretrainedUsage.Concat;
        var inputs = isConcat ? Width + given.Width : given.Width;
        var projection = !isConcat && given.Width == Width ? null
            : Add($"{path}.proj.weight", [Width, inputs], Initialisers.XavierNormal);
        return (batch, rows) =>
        {
            var ids = Ids(batch);
            var isLearned = ids.le(last).to(ScalarType.Float32).unsqueeze(1);
            var vectors = frozen is null ? rows[name] * isLearned : frozen.index_select(0, ids);
            var own = learned is null ? null : rows[learned] * isLearned;
            vectors = isConcat ? cat([vectors, own!], 1) : vectors;
            vectors = projection is null ? vectors : functional.linear(vectors, projection);
            return isConcat || own is null ? vectors : vectors + own;
        };
    }

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
        var layers = Field.Encoder?.Layers ?? [];
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
                case VectorLayer.Pool when i > 0:
                    throw InputException.At(Where, "a pooling behind a layer", "a pooling before all layers");
            }
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

    Tensor Ids(Batch batch)
    {
        var (columns, first) = (_layout.IdColumns, _layout.Offset(Field));
        return tensor(Enumerable.Range(0, batch.Rows).Select(row => (long)batch.Ids[row * columns + first]).ToArray());
    }
}
