using RankElastor.Data.Configuration;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Mixing;

/// <summary>
/// I_g ⊗ W, W ∈ R^{(TD/g)×(TD/g)} without bias: each of g consecutive groups is mixed within itself by the same W (the
/// reference's fast variants); with g = T nothing crosses tokens. <paramref name="Across"/> groups it is W ⊗ I_g: TD /
/// g blocks of g numbers are mixed with each other, number by number. Needs g | TD.
/// </summary>
public sealed record KroneckerMixing(int Groups, bool Across = false) : TokenMixing
{
    static readonly Key<int> _groups = Key.Whole("mixing_groups", "Groups of kronecker, 8881 and 8882.", 2) with
    { DefaultWords = "2; 8881: 26" };
    static readonly Key<bool> _form = Key.Word(
        "mixing_form", "Whether kronecker mixes within groups or across them.", ("within", false), ("across", true));

    internal static Variant<TokenMixing> Variant { get; } = new(config => Read(config, 2), "kronecker")
    {
        Keys = [_groups, _form],
    };

    internal static Variant<TokenMixing> Of26Groups { get; } = new(config => Read(config, 26), "8881");

    internal static Variant<TokenMixing> Of2Groups { get; } =
        new(config => Read(config, 2) with { PreNorm = false, PostNorm = true }, "8882");

    internal override (string Pre, string Post) NormNames => ("l_norm", PreNorm ? "layer_norm" : "l_norm");

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var size = tokens * width;
        var order = Quotient(size, Groups, "groups");
        var weight = scope.Add("permutation_mixing.weight", [order, order], Initialisers.XavierNormal);
        return Across
            ? (v, _) => weight.matmul(v.view(-1, order, Groups)).view(-1, size) // [B, order, g]
            : (v, _) => functional.linear(v.view(-1, Groups, order), weight).view(-1, size); // [B, g, order]
    }

    static KroneckerMixing Read(ConfigSection config, int groups) =>
        new(_groups.Read(config, groups), _form.Read(config));
}
