using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Optimisation;

/// <summary>
/// torch's own optimisers by our words, at torch's defaults but the rate. TorchSharp's RAdam multiplies by the rate
/// twice, PyTorch's once: they agree for a rate of 1 only.
/// </summary>
static class TorchOptimisers
{
    public static optim.Optimizer Of(string word, Parameter[] parameters, double rate) => word switch
    {
        "adam" => optim.Adam(parameters, rate),
        "rmsprop" => optim.RMSProp(parameters, rate),
        "adamw" => optim.AdamW(parameters, rate, weight_decay: 0.01),
        "nadam" => optim.NAdam(parameters, rate),
        "radam" when rate == 1 => optim.RAdam(parameters, rate),
        "adamax" => optim.Adamax(parameters, rate),
        "adagrad" => optim.Adagrad(parameters, rate),
        "adadelta" => optim.Adadelta(parameters, rate),
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No optimiser of torch."),
    };
}
