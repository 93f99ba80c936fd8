using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

/// <summary>What says how much of each expert a token of a row gets.</summary>
interface IExpertRouter
{
    /// <summary>[T, B, D] → gates [T, B, experts], at least 0; asks the loss for penalties while training.</summary>
    Tensor Gates(Tensor x, ForwardPass pass);
}
