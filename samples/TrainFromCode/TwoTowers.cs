using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

/// <summary>The sizes of <see cref="TwoTowers"/>.</summary>
sealed record TwoTowersOptions
{
    /// <summary>E, the width of a field's vector and of what a tower returns.</summary>
    public required int Width { get; init; }

    /// <summary>Hidden widths of each tower.</summary>
    public required IReadOnlyList<int> HiddenUnits { get; init; }
}

/// <summary>
/// Two towers: an MLP over the user's fields and one over the item's, logit = ⟨user, item⟩. The user's fields are those
/// with <c>Source = "user"</c> and are declared first.
/// </summary>
sealed class TwoTowers : RankingModel
{
    readonly EmbeddingTables _vectors;
    readonly Mlp _user, _item;
    readonly int _userFields;

    public TwoTowers(TwoTowersOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var fields = schema.ModelFields;
        _userFields = fields.Count(field => field.Source == "user");
        _vectors = AddEmbeddings("embedding", options.Width);
        var tower = new MlpOptions { HiddenUnits = options.HiddenUnits, Outputs = options.Width };
        _user = new Mlp(Root.Sub("user"), _userFields * options.Width, tower);
        _item = new Mlp(Root.Sub("item"), (fields.Count - _userFields) * options.Width, tower);
        // where probes look: the field vectors and the towers' hidden layers
        Sites = [new Site("embedding", _vectors.Path), .. _user.Sites("user"), .. _item.Sites("item")];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _vectors.Lookup(batch, pass); // [B, F, E]
        var user = vectors.narrow(1, 0, _userFields).flatten(1); // [B, user fields · E]
        var item = vectors.narrow(1, _userFields, vectors.shape[1] - _userFields).flatten(1);
        return (_user.Apply(user, pass) * _item.Apply(item, pass)).sum(-1); // [B]
    }
}
