using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tokens;

/// <summary>Some fields → tokens: one linear map of their vectors, cut into parts of as many numbers.</summary>
sealed class FieldTokens(Scope scope, HistoryVectors vectors, IReadOnlyList<string> fields, int tokens, int width)
{
    readonly Linear _map = new(scope.Sub("map"), vectors.WidthOf(fields), tokens * width);

    /// <summary>Where probes see the tokens.</summary>
    public Site Site(string name) => new(name, scope.Path);

    /// <summary>[B, tokens, width].</summary>
    public Tensor Apply(HistoryRows rows, ForwardPass pass) =>
        pass.Observe(scope.Path, _map.Apply(rows.Joined(fields), pass).unflatten(1, tokens, width));
}
