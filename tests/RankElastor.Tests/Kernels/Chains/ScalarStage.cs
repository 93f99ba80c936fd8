using RankElastor.Kernels.Chains;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Activations;

namespace RankElastor.Tests.Kernels.Chains;

/// <summary>An activation by its equation, and the type that fused stages take.</summary>
sealed record ScalarFunction(
    Func<double, double> Value, Func<double, double> Slope, Func<HiddenOptions, int, RowStage> Hidden,
    Func<int, int?, bool, RowStage> Gated)
{
    public static ScalarFunction Identity { get; } = Of<IdentityFunction>(x => x, _ => 1);

    public static ScalarFunction Relu { get; } = Of<ReluFunction>(x => Math.Max(x, 0), x => x > 0 ? 1 : 0);

    public static ScalarFunction Tanh { get; } = Of<TanhFunction>(Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x));

    public static ScalarFunction Silu { get; } =
        Of<SiluFunction>(x => x * Logistic(x), x => Logistic(x) * (1 + x * (1 - Logistic(x))));

    static ScalarFunction Of<T>(Func<double, double> value, Func<double, double> slope)
        where T : struct, IActivationFunction => new(
        value, slope, (options, width) => new HiddenStage<T>(width, options),
        (width, hidden, bias) => new GatedUnitStage<T>(width, hidden, bias));

    static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>
/// One layer of a chain for one row, by its equations in float64; p and dp are a group's parameters and their
/// gradients.
/// </summary>
abstract class ScalarStage(int inputs, int outputs, RowStage fused, params int[] sizes)
{
    public int Inputs => inputs;

    public int Outputs => outputs;

    /// <summary>The stage under test.</summary>
    public RowStage Fused => fused;

    /// <summary>Numbers of each parameter of one group.</summary>
    public int[] Sizes => sizes;

    /// <summary>y, for a row whose first number is that element of the dropout.</summary>
    public abstract double[] Forward(double[] x, double[][] p, uint element);

    /// <summary>dx; adds to dp.</summary>
    public abstract double[] Backward(double[] x, double[] dy, double[][] p, double[][] dp, uint element);

    /// <summary>x W + b with W [x, outputs], no bias where b is empty.</summary>
    protected static double[] Affine(double[] x, double[] w, double[] b, int outputs) =>
    [
        .. Enumerable.Range(0, outputs).Select(
            o => (b.Length > 0 ? b[o] : 0) + x.Select((value, i) => value * w[i * outputs + o]).Sum()),
    ];

    /// <summary>Adds dz Wᵀ to dx, xᵀ dz to dw and dz to db.</summary>
    protected static void AffineBackward(double[] x, double[] dz, double[] w, double[] dw, double[] db, double[] dx)
    {
        for (var o = 0; o < dz.Length; o++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                dx[i] += dz[o] * w[i * dz.Length + o];
                dw[i * dz.Length + o] += dz[o] * x[i];
            }

            if (db.Length > 0)
            {
                db[o] += dz[o];
            }
        }
    }
}

/// <summary>y = x W + b.</summary>
sealed class ScalarLinear(int inputs, int outputs, bool bias, WeightLayout layout) : ScalarStage(
    inputs, outputs, new LinearStage(inputs, outputs, bias, layout), bias
        ? [inputs * outputs, outputs]
        : [inputs * outputs])
{
    public override double[] Forward(double[] x, double[][] p, uint element) =>
        Affine(x, Turned(p[0], true), Bias(p), Outputs);

    public override double[] Backward(double[] x, double[] dy, double[][] p, double[][] dp, uint element)
    {
        var (dx, dw) = (new double[Inputs], new double[p[0].Length]);
        AffineBackward(x, dy, Turned(p[0], true), dw, Bias(dp), dx);
        var own = Turned(dw, false);
        for (var i = 0; i < own.Length; i++)
        {
            dp[0][i] += own[i];
        }

        return dx;
    }

    double[] Bias(double[][] p) => bias ? p[1] : [];

    /// <summary>Between [outputs, inputs], if that is the layout, and [inputs, outputs].</summary>
    double[] Turned(double[] w, bool toInputs) => layout == WeightLayout.InputsByOutputs ? w
        : toInputs ? [.. Enumerable.Range(0, w.Length).Select(k => w[k % Outputs * Inputs + k / Outputs])]
        : [.. Enumerable.Range(0, w.Length).Select(k => w[k % Inputs * Outputs + k / Inputs])];
}

/// <summary>y = γ ⊙ x̂ + β, x̂ = (x − mean) / √(variance + 10⁻⁵).</summary>
sealed class ScalarLayerNorm(int width) : ScalarStage(width, width, new LayerNormStage(width), width, width)
{
    public override double[] Forward(double[] x, double[][] p, uint element) =>
        [.. Normalised(x).Values.Select((value, j) => p[0][j] * value + p[1][j])];

    public override double[] Backward(double[] x, double[] dy, double[][] p, double[][] dp, uint element)
    {
        var (unit, inverse) = Normalised(x);
        double[] h = [.. dy.Select((g, j) => p[0][j] * g)];
        var (mean, along) = (h.Average(), h.Zip(unit, (g, u) => g * u).Average());
        for (var j = 0; j < x.Length; j++)
        {
            dp[0][j] += dy[j] * unit[j];
            dp[1][j] += dy[j];
        }

        return [.. h.Select((g, j) => inverse * (g - mean - unit[j] * along))];
    }

    static (double[] Values, double Inverse) Normalised(double[] x)
    {
        var mean = x.Average();
        var inverse = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return ([.. x.Select(value => (value - mean) * inverse)], inverse);
    }
}

/// <summary>y = m ⊙ g(n), n = γ ⊙ x / √(mean(x²) + 10⁻¹²) or x, m of the dropout.</summary>
sealed class ScalarHidden(int width, ScalarFunction function, HiddenOptions options, DropoutMask? mask) : ScalarStage(
    width, width, function.Hidden(options, width), options.Norm ? [width] : [])
{
    public override double[] Forward(double[] x, double[][] p, uint element)
    {
        var inverse = Inverse(x);
        return [.. x.Select((value, j) => Factor(element, j) * function.Value(Gain(p, j) * value * inverse))];
    }

    public override double[] Backward(double[] x, double[] dy, double[][] p, double[][] dp, uint element)
    {
        var inverse = Inverse(x);
        double[] dn = [.. dy.Select((g, j) => g * Factor(element, j) * function.Slope(Gain(p, j) * x[j] * inverse))];
        if (!options.Norm)
        {
            return dn;
        }

        var along = dn.Select((g, j) => g * Gain(p, j) * x[j]).Sum() / x.Length;
        for (var j = 0; j < x.Length; j++)
        {
            dp[0][j] += dn[j] * x[j] * inverse;
        }

        return [.. dn.Select((g, j) => inverse * Gain(p, j) * g - x[j] * inverse * inverse * inverse * along)];
    }

    double Inverse(double[] x) => options.Norm ? 1 / Math.Sqrt(x.Average(value => value * value) + 1e-12) : 1;

    double Gain(double[][] p, int j) => options.Norm ? p[0][j] : 1;

    double Factor(uint element, int j) => mask?.Factor(element + (uint)j) ?? 1;
}

/// <summary>
/// s = x W_s2 + g(x W_1), y = (s ⊙ x W_2) W_c + x W_s1; without hidden units s = x W_s1 + g(x W_1), y = s ⊙ x W_2 + x
/// W_s1.
/// </summary>
sealed class ScalarGatedUnit(int width, int? hidden, bool bias, ScalarFunction gate) : ScalarStage(
    width, width, gate.Gated(width, hidden, bias), ParameterSizes(width, hidden, bias))
{
    const int W1 = 0, W2 = 1, Ws1 = 2, Wc = 3, Ws2 = 4;
    readonly int _hidden = hidden ?? width;

    public override double[] Forward(double[] x, double[][] p, uint element)
    {
        var (gated, value, skip, sum) = Parts(x, p);
        double[] product = [.. sum.Zip(value, (s, v) => s * v)];
        var y = hidden is null ? product : Affine(product, Weight(p, Wc), Bias(p, Wc), Inputs);
        return [.. y.Zip(skip, (a, b) => a + b)];
    }

    public override double[] Backward(double[] x, double[] dy, double[][] p, double[][] dp, uint element)
    {
        var (gated, value, _, sum) = Parts(x, p);
        var (dx, dq) = (new double[Inputs], hidden is null ? dy : new double[_hidden]);
        if (hidden is not null)
        {
            AffineBackward([.. sum.Zip(value, (s, v) => s * v)], dy, Weight(p, Wc), Weight(dp, Wc), Bias(dp, Wc), dq);
        }

        double[] ds = [.. dq.Zip(value, (g, v) => g * v)];
        Back(W1, [.. ds.Zip(gated, (g, z) => g * gate.Slope(z))]);
        Back(W2, [.. dq.Zip(sum, (g, s) => g * s)]);
        Back(Ws1, hidden is null ? [.. dy.Zip(ds, (a, b) => a + b)] : dy);
        if (hidden is not null)
        {
            Back(Ws2, ds);
        }

        return dx;

        void Back(int index, double[] dz) =>
            AffineBackward(x, dz, Weight(p, index), Weight(dp, index), Bias(dp, index), dx);
    }

    /// <summary>x W_1, x W_2, x W_s1 and s.</summary>
    (double[] Gated, double[] Value, double[] Skip, double[] Sum) Parts(double[] x, double[][] p)
    {
        double[] Map(int index, int outputs) => Affine(x, Weight(p, index), Bias(p, index), outputs);
        var (gated, value, skip) = (Map(W1, _hidden), Map(W2, _hidden), Map(Ws1, Inputs));
        var residual = hidden is null ? skip : Map(Ws2, _hidden);
        return (gated, value, skip, [.. residual.Zip(gated, (r, z) => r + gate.Value(z))]);
    }

    double[] Weight(double[][] p, int index) => p[bias ? 2 * index : index];

    double[] Bias(double[][] p, int index) => bias ? p[2 * index + 1] : [];

    static int[] ParameterSizes(int width, int? hidden, bool bias)
    {
        var h = hidden ?? width;
        (int Inputs, int Outputs)[] maps = hidden is null
            ? [(width, width), (width, width), (width, width)]
            : [(width, h), (width, h), (width, width), (h, width), (width, h)];
        return [.. maps.SelectMany(map => new[] { map.Inputs * map.Outputs, map.Outputs }.Take(bias ? 2 : 1))];
    }
}
