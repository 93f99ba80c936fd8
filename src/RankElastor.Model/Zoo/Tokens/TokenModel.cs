using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Tokenizers;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

// B batch, F fields, E embedding width, T tokens of fields, D token width

/// <summary>
/// A model of tokens after RankMixer: embeddings [F, E] → tokens [T, D], perhaps with a global token and one for each
/// task behind them → blocks → logits. Names of tensors are RankMixer's where the parts are its parts.
/// </summary>
public abstract class TokenModel : RankingModel
{
    readonly TokenOptions _options;
    readonly EmbeddingTables _embedding;
    readonly TokenizerLayer _tokenizer;
    readonly AddedTokens _added;
    readonly TokenBackbone _backbone;
    readonly TokenReadout _readout;
    readonly TokenReadout? _auxiliary;

    /// <summary>Builds the model with blocks for a scope and a number of tokens.</summary>
    private protected TokenModel(TokenOptions options, Schema schema, int seed, Func<Scope, int, TokenBlock> block)
        : base(schema, seed)
    {
        _options = options;
        _embedding = AddEmbeddings("embedding_layer", options.EmbeddingWidth);
        string[] fields = [.. schema.ModelFields.Select(field => field.Name)];
        var shape = new TokenShape(fields, options.EmbeddingWidth, options.Tokens, options.Width);
        _tokenizer = new TokenizerLayer(Root.Sub("embedding_tokenization"), shape, options.Tokenizer);
        _added = new AddedTokens(Root.Sub("added_tokens"), shape.Inputs, options, Math.Max(1, schema.Labels.Count));
        var tokens = options.Tokens + _added.Count;
        _backbone = new TokenBackbone(Root.Sub("backbone"), options, scope => block(scope, tokens));
        _readout = new TokenReadout(Root.Sub("pred"), tokens, _added, options);
        _auxiliary = options.AuxiliaryWeight == 0 ? null
            : new TokenReadout(Root.Sub("auxiliary"), tokens, _added, options);
        Sites =
        [
            new("embedding", _embedding.Path), .. _tokenizer.Sites("tokens"), .. _backbone.Sites, .. _readout.Sites,
        ];
    }

    /// <inheritdoc/>
    public override int Tasks => _options.TaskTokens ? Math.Max(1, Schema.Labels.Count) : 1;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var embeddings = _embedding.Lookup(batch, pass); // [B, F, E]
        var tokens = _added.Apply(_tokenizer.Apply(embeddings, pass), embeddings, pass);
        var states = _backbone.Apply(tokens, pass);
        if (_auxiliary is not null && pass.Training)
        {
            var middle = _auxiliary.Apply(states[(_options.Depth + 1) / 2], pass);
            pass.AddPenalty(AuxiliaryLoss.Of(this, middle, batch) * _options.AuxiliaryWeight);
        }

        return _readout.Apply(states[^1], pass);
    }
}
