using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>All fields but the histories → T tokens: one linear map, cut into T parts of D numbers.</summary>
sealed class FieldTokens(Scope scope, HistoryVectors fields, StreamOptions options)
{
    readonly Linear _map = new(
        scope.Sub("map"), fields.Numbers - fields.Pairs.Sum(pair => fields.WidthOf(pair.History)),
        options.Tokens * options.Width);

    /// <summary>Where probes see the tokens.</summary>
    public Site Site(string name) => new(name, scope.Path);

    /// <summary>[B, T, D].</summary>
    public Tensor Apply(HistoryRows rows, ForwardPass pass) => pass.Observe(
        scope.Path, _map.Apply(rows.WithoutHistories(), pass).unflatten(1, options.Tokens, options.Width));
}
