using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model;

/// <summary>
/// Rows in, logits out. A model owns dense parameters (trained by autograd) and embedding tables (read and updated by our own kernels);
/// it knows nothing of optimisers, epochs or files.
/// </summary>
public abstract class RankingModel : IDisposable
{
    /// <summary>Starts an empty model for the fields of <paramref name="schema"/>; every initial value is fixed by <paramref name="seed"/>.</summary>
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

    /// <summary>Where probes can look, in the order of a row's way.</summary>
    public abstract IReadOnlyList<Site> Sites { get; }

    /// <summary>The sites with one matrix per row, in the order of a row's way.</summary>
    public IEnumerable<Site> TokenSites => Sites.Where(site => site.Kind == SiteKind.Tokens);

    /// <summary>What the user should know about the configuration: keys that are accepted without effect, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; protected init; } = [];

    /// <summary>The top of the model's names.</summary>
    protected Scope Root { get; }

    SeededRandom Random { get; }

    readonly List<EmbeddingTables> _embeddings = [];

    /// <summary>The logit of each row, [B].</summary>
    public abstract Tensor Logits(Batch batch, ForwardPass pass);

    /// <summary>The fewest rows that a training batch may have: 2 with batch normalisation, else 1.</summary>
    public int LeastBatchRows => Parameters.LeastBatchRows;

    /// <summary>Dense trainable numbers.</summary>
    public long DenseParameters => Parameters.Trainable.Sum(parameter => parameter.Value.numel());

    /// <summary>Numbers in embedding tables.</summary>
    public long EmbeddingParameters => _embeddings.Sum(set => set.Tables.Sum(table => (long)table.Rows * table.Width));

    /// <summary>Bytes of the embedding tables as stored.</summary>
    public long EmbeddingBytes => _embeddings.Sum(set => set.Tables.Sum(table => table.Bytes));

    /// <summary>How the rows of embedding tables are kept: float32 until <see cref="StoreEmbeddings"/> says otherwise.</summary>
    public EmbeddingStorage EmbeddingStorage { get; private set; }

    /// <summary>Chooses how the rows of all embedding tables are kept; to be called before they are first used.</summary>
    public void StoreEmbeddings(EmbeddingStorage storage)
    {
        EmbeddingStorage = storage;
        foreach (var set in _embeddings)
        {
            set.StoreAs(storage);
        }
    }

    /// <summary>Makes a set of tables, one per field (shared where the schema says so), under FuxiCTR's names below <paramref name="path"/>.</summary>
    protected EmbeddingTables AddEmbeddings(string path, int width)
    {
        var set = new EmbeddingTables(Schema, width, Root.Sub(path), Random);
        _embeddings.Add(set);
        return set;
    }

    /// <summary>Takes over all tensors and tables of a model that is a part of this one, under <paramref name="name"/>; the part must not be disposed by itself.</summary>
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
