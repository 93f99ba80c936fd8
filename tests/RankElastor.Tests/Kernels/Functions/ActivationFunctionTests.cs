using System.Runtime.Intrinsics;
using RankElastor.Kernels.Functions;
using RankElastor.Model.Activations;

namespace RankElastor.Tests.Kernels.Functions;

public sealed class ActivationFunctionTests
{
    static readonly float[] _points =
        [-100, -87.5f, -20, .. Enumerable.Range(-1200, 2401).Select(i => i / 100f), 1e-6f, 20, 60, 100];

    [Fact]
    public void Exp_IsAccurateToAFewUnitsInTheLastPlace() => Assert.All(
        _points.Where(x => x is > -87 and < 88),
        x => Assert.InRange(VectorExp.Of(Vector512.Create(x))[3] / Math.Exp(x), 1 - 3e-7, 1 + 3e-7));

    [Fact]
    public void Gelu_IsXTimesTheNormalDistribution() =>
        Agrees<GeluFunction>(
            x => x * Distribution(x), x => Distribution(x) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));

    [Fact]
    public void Silu_IsXTimesTheLogisticFunction() =>
        Agrees<SiluFunction>(x => x * Logistic(x), x => Logistic(x) * (1 + x * (1 - Logistic(x))));

    [Fact]
    public void Sigmoid_IsTheLogisticFunction() =>
        Agrees<SigmoidFunction>(Logistic, x => Logistic(x) * (1 - Logistic(x)));

    [Fact]
    public void Tanh_IsTanh() => Agrees<TanhFunction>(Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x));

    [Fact]
    public void Relu_CutsAtZero() => Agrees<ReluFunction>(x => Math.Max(0, x), x => x > 0 ? 1 : 0);

    static void Agrees<T>(Func<double, double> value, Func<double, double> slope)
        where T : struct, IActivation => Assert.All(_points, x =>
        {
            Assert.Equal(value(x), T.Value(Vector512.Create(x))[0], 3e-7 * Math.Max(1, Math.Abs(x)));
            Assert.Equal(
                value(x), T.ValueAndSlope(Vector512.Create(x), out var slopes)[0], 3e-7 * Math.Max(1, Math.Abs(x)));
            Assert.Equal(slope(x), slopes[15], 4e-7 * Math.Max(1, Math.Abs(x)));
        });

    static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Φ by Simpson's rule from 0.</summary>
    static double Distribution(double x)
    {
        const int steps = 2000;
        var (end, h) = (Math.Clamp(x, -12, 12), Math.Clamp(x, -12, 12) / steps);
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
        {
            var t = end * i / steps;
            sum += Math.Exp(-t * t / 2) * (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2);
        }

        return 0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }
}
