using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>Makes one vector of a user's history, given the item that is ranked.</summary>
interface IInterest
{
    /// <summary>Where probes look; the vector itself is called <paramref name="name"/>.</summary>
    IEnumerable<Site> Sites(string name);

    /// <summary>Targets [B, m], histories [B, L, m], whether a position holds an item [B, L] → [B, m].</summary>
    Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass);
}
