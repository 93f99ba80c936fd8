using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model;

/// <summary>
/// Rows in, logits out. A model owns dense parameters (trained by autograd) and embedding tables (read and updated by
/// kernels of our own); it knows nothing of optimisers, epochs or files.
/// </summary>
public abstract class RankingModel : IDisposable
{
    /// <summary>Starts an empty model for a schema's fields; every initial value is fixed by the seed.</summary>
    protected RankingModel(Schema schema, int seed)
    {
        Schema = schema;
        Random = new SeededRandom((ulong)seed).Fork("model");
        Parameters = new ParameterStore(Random);
        Root = new Scope(Parameters, "");
    }

    /// <summary>The fields this model reads.</summary>
    public Schema Schema { get; }

    /// <summary>Dense tensors and buffers.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Sets of embedding tables, in the order in which they were made.</summary>
    public IReadOnlyList<EmbeddingTables> Embeddings => _embeddings;

    /// <summary>Where probes can look, in forward order.</summary>
    public IReadOnlyList<Site> Sites { get; protected init; } = [];

    /// <summary>The sites with one matrix per row, in forward order.</summary>
    public IEnumerable<Site> TokenSites => Sites.Where(site => site.HasRows);

    /// <summary>What the user should know: keys that are accepted without effect, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; protected init; } = [];

    /// <summary>
    /// The keys of the configuration that the model was built from, those inside its mappings too; null where it was
    /// built in code.
    /// </summary>
    public IReadOnlySet<string>? Keys { get; internal set; }

    /// <summary>As <c>model</c> names it; null for one that no configuration asked for.</summary>
    public string? Name { get; internal set; }

    /// <summary>The top of the model's names.</summary>
    protected Scope Root { get; }

    SeededRandom Random { get; }

    readonly List<EmbeddingTables> _embeddings = [];

    /// <summary>
    /// Labels that the model learns: 1, the first of the data set, or all of them in models of several tasks.
    /// </summary>
    public virtual int Tasks => 1;

    /// <summary>
    /// The logit of each row, [B], or with more than one task [B, Tasks]; of a label that is any number the number.
    /// </summary>
    public abstract Tensor Logits(Batch batch, ForwardPass pass);

    /// <summary>The fewest rows that a training batch may have: 2 with batch normalisation, else 1.</summary>
    public int LeastBatchRows => Parameters.LeastBatchRows;

    /// <summary>Dense trainable numbers.</summary>
    public long DenseParameters => Parameters.Trainable.Sum(parameter => parameter.Value.numel());

    /// <summary>
    /// Multiply-adds of one row's way forward, for estimates: as many as dense parameters unless a model uses one more
    /// than once.
    /// </summary>
    public virtual long ProductsPerRow => DenseParameters;

    /// <summary>Numbers in embedding tables.</summary>
    public long EmbeddingParameters => _embeddings.Sum(set => set.Tables.Sum(table => (long)table.Rows * table.Width));

    /// <summary>Bytes of the embedding tables as stored.</summary>
    public long EmbeddingBytes => _embeddings.Sum(set => set.Tables.Sum(table => table.Bytes));

    /// <summary>How embedding rows are kept: float32 until <see cref="StoreEmbeddings"/> says otherwise.</summary>
    public EmbeddingStorage EmbeddingStorage { get; private set; }

    /// <summary>Chooses how embedding rows are kept; to be called before they are first used.</summary>
    public void StoreEmbeddings(EmbeddingStorage storage)
    {
        EmbeddingStorage = storage;
        foreach (var set in _embeddings)
        {
            set.StoreAs(storage);
        }
    }

    /// <summary>Makes a set of tables, one per field or shared as the schema says, under FuxiCTR's names.</summary>
    /// <exception cref="InputException">A field has a width, an encoder or given vectors of its own.</exception>
    protected EmbeddingTables AddEmbeddings(string path, int width)
    {
        if (Schema.ModelFields.FirstOrDefault(field => !FieldVector.IsPlain(field, width)) is { } other)
        {
            var what = other.Encoder is null && other.EmbeddingDim is not null ? "embedding_dim" : "feature_encoder";
            throw InputException.At(
                $"field '{other.Name}': {what}", $"{other.EmbeddingDim ?? width}", $"the model's width {width}");
        }

        return AddFields(path, width).Sets[0];
    }

    /// <summary>Makes the fields' vectors, whatever each of them has of its own.</summary>
    protected FieldTables AddFields(string path, int width) => Add(Schema.ModelFields, path, width);

    /// <summary>
    /// The same of some fields. One whose table belongs to a field that is left out has a table of its own.
    /// </summary>
    protected FieldTables AddFields(string path, int width, IReadOnlyList<Field> fields)
    {
        var names = fields.Select(field => field.Name).ToHashSet();
        return Add(
            [.. fields.Select(field => field.ShareEmbedding is { } owner && !names.Contains(owner)
                ? field with { ShareEmbedding = null }
                : field)],
            path, width);
    }

    /// <summary>The same of the fields that a key names, in the schema's order.</summary>
    /// <exception cref="InputException">A name that is no field of the model: key, found, allowed.</exception>
    protected FieldTables AddFields(string path, int width, string key, IReadOnlyList<string> names)
    {
        string[] known = [.. Schema.ModelFields.Select(field => field.Name)];
        return names.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw InputException.At(key, $"'{unknown}'", string.Join(" | ", known) + NearMiss.Hint(unknown, known))
            : AddFields(path, width, [.. Schema.ModelFields.Where(field => names.Contains(field.Name))]);
    }

    /// <summary>
    /// Makes the weights of a linear part, a number per value: as in FuxiCTR each field has a table of its own,
    /// whatever it shares elsewhere, and a sequence is the sum of its weights, however it is pooled elsewhere. With
    /// <paramref name="shares"/> fields share tables here too.
    /// </summary>
    protected FieldTables AddLinearWeights(string path, bool shares = false) => Add(
        [.. Schema.ModelFields.Select(field => field with
        {
            ShareEmbedding = shares ? field.ShareEmbedding : null,
            EmbeddingDim = null,
            Encoder = null,
            Pretrained = null,
            Pooling = SequencePooling.MaskedSum,
        })],
        path, 1);

    /// <summary>
    /// Makes the fields' vectors for a model of histories: each by its name, those of the pairs' sequences and of
    /// <paramref name="others"/> unpooled.
    /// </summary>
    /// <exception cref="InputException">A target whose vectors are not as wide as its history's.</exception>
    internal HistoryVectors AddHistories(
        string path, int width, IReadOnlyList<HistoryPair> pairs, params IReadOnlyList<string> others) => new(
        Add(Schema.ModelFields, path, width, pairs.SelectMany(pair => pair.History).Concat(others).ToHashSet()),
        Schema, pairs);

    /// <summary>
    /// Makes a table for each owner, <c>path.OWNER.weight</c>, apart from the fields' vectors; the readers look their
    /// ids up in it.
    /// </summary>
    /// <exception cref="InputException">An owner that has no ids, or a reader with more than its owner.</exception>
    internal ItemTables AddItems(string path, int width, IReadOnlyList<(string Owner, string Reader)> readers)
    {
        var tables = new ItemTables(Schema, width, Root.Sub(path), Random, readers);
        _embeddings.Add(tables.Set);
        return tables;
    }

    /// <summary>Dense trainable numbers whose names begin so.</summary>
    internal long ParametersBelow(string path) => Parameters.Trainable
        .Where(parameter => parameter.Name.StartsWith($"{path}.", StringComparison.Ordinal))
        .Sum(parameter => parameter.Value.numel());

    FieldTables Add(
        IReadOnlyList<Field> fields, string path, int width, IReadOnlySet<string>? histories = null)
    {
        var tables = new FieldTables(fields, new BatchLayout(Schema), width, Root.Sub(path), Random, histories);
        _embeddings.AddRange(tables.Sets);
        return tables;
    }

    /// <summary>Takes over all tensors and tables of a part, under its name; the part is not disposed itself.</summary>
    protected void Adopt(string name, RankingModel part)
    {
        Parameters.Adopt(name, part.Parameters);
        foreach (var set in part.Embeddings)
        {
            set.MoveBelow(name);
            _embeddings.Add(set);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        foreach (var set in _embeddings)
        {
            set.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
