using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Training;

/// <summary>
/// The smallest model with everything the trainer must keep: shared tables, a sequence, a numeric field, buffers,
/// dropout.
/// </summary>
sealed class TinyModel : RankingModel
{
    public const int Width = 5;
    readonly Linear _first, _last;
    readonly BatchNorm _norm;
    readonly EmbeddingTables _embedding;

    public TinyModel(Schema schema, int seed) : base(schema, seed)
    {
        _embedding = AddEmbeddings("embedding_layer", Width);
        // before a batch norm its gradient is rounding noise
        _first = new Linear(Root.Sub("first"), Width * _embedding.Fields, 8, bias: false);
        _norm = new BatchNorm(Root.Sub("norm"), 8);
        _last = new Linear(Root.Sub("last"), 8, 1);
        Dropout = Parameters.NextDropoutLayer();
        Sites = [new Site("embedding", "embedding_layer")];
    }

    public static Schema Fields { get; } = new(
        "tiny",
        [
            new Field { Name = "user", Kind = FieldKind.Categorical, VocabularySize = 40, MaxLength = 1 },
            new Field { Name = "item", Kind = FieldKind.Categorical, VocabularySize = 25, MaxLength = 1 },
            new Field { Name = "price", Kind = FieldKind.Numeric },
            new Field
            {
                Name = "past",
                Kind = FieldKind.Sequence,
                VocabularySize = 25,
                MaxLength = 3,
                ShareEmbedding = "item",
            },
            new Field { Name = "group_id", Kind = FieldKind.Meta },
        ],
        ["label"]);

    int Dropout { get; }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _embedding.Lookup(batch, pass).flatten(1);
        var hidden = functional.relu(_norm.Apply(_first.Apply(x, pass), pass));
        return _last.Apply(pass.Dropout(hidden, 0.25, Dropout), pass).squeeze(-1);
    }
}
