using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Heads;
using RankElastor.Model.Layers.Tokens;
using RankElastor.Model.Passes;
using RankElastor.Model.Tokenizers;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo;

// B batch, F fields, E embedding width, T tokens, D token width

/// <summary>
/// RankMixer and RankElastor: embeddings [F, E] → tokens [T, D] → L blocks of (mixing across tokens, a network per
/// token) → logit. RankMixer is block transpose with plain networks, RankElastor full mixing with gated ones.
/// </summary>
public sealed class RankElastorModel : RankingModel
{
    readonly EmbeddingTables _embedding;
    readonly TokenizerLayer _tokenizer;
    readonly List<RankElastorBlock> _blocks = [];
    readonly Head _head;

    /// <summary>
    /// Builds the model; parts that do not fit each other or the schema are an <see cref="InputException"/>.
    /// </summary>
    public RankElastorModel(RankElastorOptions options, Schema schema, int seed, IReadOnlyList<string>? warnings = null)
        : base(schema, seed)
    {
        Options = options;
        Warnings = warnings ?? [];
        var (tokens, width) = (Positive("Token_num", options.Tokens), Positive("Token_dim", options.Width));
        _embedding = AddEmbeddings("embedding_layer", Positive("embedding_dim", options.EmbeddingWidth));
        string[] fields = [.. schema.ModelFields.Select(field => field.Name)];
        var shape = new TokenShape(fields, options.EmbeddingWidth, tokens, width);
        _tokenizer = new TokenizerLayer(Root.Sub("embedding_tokenization"), shape, options.Tokenizer);
        var mixings = options.BlockMixings is { Count: > 0 } own ? own
            : [.. Enumerable.Repeat(options.Mixing, options.Depth)];
        if (mixings.Count != options.Depth)
        {
            var allowed = $"one for all blocks, or {options.Depth}: one for each of depth";
            throw InputException.At("mixing_type", $"{mixings.Count} mixings", allowed);
        }

        for (var i = 0; i < options.Depth; i++)
        {
            _blocks.Add(new RankElastorBlock(
                Root.Sub("backbone").Sub(i), mixings[i], tokens, width, options.PerToken,
                options.Placement == NormPlacement.AfterEach, options.Placement == NormPlacement.Before));
        }

        _head = new Head(
            Root.Sub("pred"), options.Tokens * options.Width, options.Head, options.HeadDropout, options.HeadBatchNorm);
        Sites =
        [
            new("embedding", _embedding.Path), .. _tokenizer.Sites("tokens"),
            .. _blocks.SelectMany((block, i) => block.Sites($"block{i + 1}")), .. _head.Sites,
        ];
    }

    public RankElastorOptions Options { get; }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var x = _embedding.Lookup(batch, pass); // [B, F, E]
        x = _tokenizer.Apply(x, pass); // [B, T, D]
        foreach (var block in _blocks)
        {
            x = block.Apply(x, pass);
        }

        return _head.Apply(x, pass); // [B]
    }

    static int Positive(string key, int value) =>
        value > 0 ? value : throw InputException.At(key, $"{value}", "a whole number ≥ 1");
}
