using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Mixing;

/// <summary>U Vᵀ v + d ⊙ v, U and V in R^{TD×r}, 1 ≤ r ≤ TD; d starts at zero and is optional.</summary>
public sealed record LowRankMixing(int Rank, bool Diagonal = true) : TokenMixing
{
    static readonly Key<int> _rank = Key.Whole("mixing_rank", "Rank of low_rank.", 32, most: Key.MostWidth);
    static readonly Key<bool> _diagonal = Key.Flag("mixing_diagonal", "Whether low_rank has a diagonal too.", true);

    internal static Variant<TokenMixing> Variant { get; } =
        new(config => new LowRankMixing(_rank.Read(config), _diagonal.Read(config)), "low_rank")
        {
            Keys = [_rank, _diagonal],
        };

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var size = tokens * width;
        if (Rank < 1 || Rank > size)
        {
            throw InputException.At("mixing_rank", $"{Rank}", $"1 … {size}");
        }

        var down = scope.Add("down.weight", [Rank, size], Initialisers.XavierNormal); // Vᵀ
        var up = scope.Add("up.weight", [size, Rank], Initialisers.XavierNormal); // U
        var diagonal = Diagonal ? scope.Add("diagonal", [size], Initialisers.Zeros) : null;
        return (v, _) =>
        {
            var y = functional.linear(functional.linear(v, down), up);
            return diagonal is null ? y : y + v * diagonal;
        };
    }
}
