using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Claims;

/// <summary>Small networks in float32, trained on fresh rows.</summary>
static class SmallNetworks
{
    /// <summary>Steps of Adam.</summary>
    /// <param name="parameters">What is trained.</param>
    /// <param name="steps">How often.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="loss">Of a step's batch.</param>
    public static void Fit(Parameter[] parameters, int steps, double rate, Func<int, Tensor> loss)
    {
        using var optimizer = optim.Adam(parameters, rate);
        for (var step = 0; step < steps; step++)
        {
            using var tensors = NewDisposeScope();
            optimizer.zero_grad();
            loss(step).backward();
            optimizer.step();
        }
    }

    /// <summary>Normal weights that keep the size of rows.</summary>
    public static Tensor Weights(SeededRandom random, int inputs, int outputs) =>
        Draws.Floats(random, inputs, outputs) / Math.Sqrt(inputs);

    /// <summary>Mean squared distance.</summary>
    public static Tensor Squared(Tensor found, Tensor asked) => (found - asked).pow(2).mean();
}
