using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Tokens;

// B batch, S positions of all histories, D width

/// <summary>
/// Histories as tokens: each pair's items through a linear map of its own, one history behind the other, items moved to
/// the end so that the last one is recent wherever padding stands, and a learned vector of each place added.
/// </summary>
sealed class HistoryTokens
{
    const double Deviation = 0.02;
    readonly Scope _scope;
    readonly List<Linear> _maps = [];
    readonly Tensor _places;

    public HistoryTokens(Scope scope, HistoryVectors fields, int width)
    {
        _scope = scope;
        for (var pair = 0; pair < fields.Pairs.Count; pair++)
        {
            _maps.Add(new Linear(scope.Sub("maps").Sub(pair), fields.Width(pair), width));
        }

        Length = Enumerable.Range(0, fields.Pairs.Count).Sum(fields.Length);
        _places = scope.Add("places", [Length, width], Initialisers.Normal(Deviation));
    }

    /// <summary>S.</summary>
    public int Length { get; }

    /// <summary>Where probes see the tokens.</summary>
    public Site Site(string name) => new(name, _scope.Path, SiteKind.Padded);

    /// <summary>Tokens [N, D] without padding; or as <see cref="Padded"/>.</summary>
    public (Tensor Tokens, TokenRows Rows) Apply(HistoryRows rows, ForwardPass pass)
    {
        if (_maps.Count == 1 && JaggedTokens.Of(rows, 0, pass) is { } events)
        {
            var places = events.Places.AtEnd();
            var placed = _maps[0].Apply(events.Vectors, pass)
                + _places.index_select(0, tensor(places.Positions(joined: false)));
            var jagged = new JaggedTokens(places, isCausal: false);
            pass.ObserveMade(_scope.Path, () => jagged.Shown(placed));
            return (JaggedTokens.Filled(placed), jagged);
        }

        var (tokens, present) = Padded(rows, pass);
        return (tokens, new PaddedTokens(present.unsqueeze(-1), present.unsqueeze(1).to(ScalarType.Bool)));
    }

    /// <summary>Tokens [B, S, D], padding first and zero, and what is there, 1 or 0 [B, S].</summary>
    public (Tensor Tokens, Tensor Present) Padded(HistoryRows rows, ForwardPass pass)
    {
        var tokens = cat([.. _maps.Select((map, pair) => map.Apply(rows.History(pair), pass))], 1);
        var present = cat([.. _maps.Select((_, pair) => rows.Present(pair))], 1);
        var order = (present.to(ScalarType.Int64) * Length + arange(Length)).argsort(1); // padding, then items
        present = present.gather(1, order);
        tokens = tokens.gather(1, order.unsqueeze(-1).expand(-1, -1, tokens.shape[2])) + _places;
        return (pass.Observe(_scope.Path, tokens * present.unsqueeze(-1)), present);
    }
}
