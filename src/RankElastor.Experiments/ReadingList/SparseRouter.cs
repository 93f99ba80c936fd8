using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.ReadingList;

/// <summary>Linear experts behind a ReLU router whose L1 weight follows the sparsity (ReMoE).</summary>
static class SparseRouter
{
    const int Width = 16, Experts = 8, Used = 2, Steps = 2000, Last = 300;

    /// <summary>How far the mean sparsity of the last steps is from the one asked for.</summary>
    /// <param name="random">Of weights, the task and the rows.</param>
    /// <param name="factor">Of the L1 weight in a step; 1 keeps it.</param>
    public static double Distance(SeededRandom random, double factor)
    {
        Tensor Normal(int rows, int columns) => Draws.Floats(random, rows, columns) / Math.Sqrt(rows);
        var (teacher, readout) = (Normal(Width, 32), Normal(32, Width));
        Parameter router = new(Normal(Width, Experts)), bias = new(zeros(Experts));
        Parameter experts = new(Normal(Width, Experts * Width));
        using var optimizer = optim.Adam([router, bias, experts], 1e-2);
        var (weight, sum, asked) = (1e-4, 0.0, 1 - Used / (double)Experts);
        for (var step = 0; step < Steps; step++)
        {
            using var tensors = NewDisposeScope();
            optimizer.zero_grad();
            var x = Draws.Floats(random, 256, Width);
            var gates = (x.mm(router) + bias).relu();
            var y = (x.mm(experts).view(256, Experts, Width) * gates.unsqueeze(2)).sum(1);
            var loss = (y - x.mm(teacher).relu().mm(readout)).pow(2).mean() + weight * gates.sum(1).mean();
            loss.backward();
            optimizer.step();
            var sparsity = gates.eq(0).to(ScalarType.Float64).mean().item<double>();
            weight *= Math.Pow(factor, Math.Sign(asked - sparsity));
            sum += step >= Steps - Last ? sparsity : 0;
        }

        return Math.Abs(sum / Last - asked);
    }
}
