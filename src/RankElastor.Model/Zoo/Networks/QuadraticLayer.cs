using RankElastor.Data.Files;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>
/// A layer of <see cref="Qnn"/>, [B, n] → [B, n], in one of the reference's forms T1 … T30. Below, L is a Linear, h its
/// result, cut in parts where several are named.
/// </summary>
sealed class QuadraticLayer
{
    /// <summary>Numbers that a bilinear form works on.</summary>
    public const int Compressed = 100;

    readonly int _type;
    readonly string _path;
    readonly Linear? _linear, _second;
    readonly Tensor? _alpha, _bilinear, _bilinearBias;

    public QuadraticLayer(Scope scope, int width, int type)
    {
        if (type is >= 12 and <= 15 && width % 2 != 0)
        {
            throw InputException.At("neuron_type", $"T{type} for {width} numbers", "an even number of them");
        }

        (_type, _path) = (type, scope.Path);
        if (IsBilinear(type)) // as torch's Bilinear begins
        {
            var bilinear = scope.Sub("bi_linear");
            var bound = 1 / Math.Sqrt(width);
            _bilinear = bilinear.Add("weight", [width, width, width], Initialisers.Uniform(bound));
            _bilinearBias = bilinear.Add("bias", [width], Initialisers.Uniform(bound));
        }

        var twoLinears = type is 7 or 12;
        if (type != 2)
        {
            var name = twoLinears ? "linear1" : type == 25 ? "linear.0" : "linear";
            _linear = new Linear(scope.Sub(name), width, Outputs(type, width));
        }

        _second = type switch
        {
            7 => new Linear(scope.Sub("linear2"), width, width),
            12 => new Linear(scope.Sub("linear2"), width, width / 2),
            18 => new Linear(scope.Sub("downsize"), 2 * width, width),
            25 => new Linear(scope.Sub("linear.2"), width / 2, width),
            _ => null,
        };
        _alpha = type == 22 ? scope.Add("alpha", [width], Initialisers.Ones) : null;
    }

    /// <summary>Whether a form has a tensor of n³ weights, so that n is <see cref="Compressed"/>.</summary>
    public static bool IsBilinear(int type) => type is 1 or 2 or 6;

    /// <summary>[B, n] → [B, n].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        Tensor L(Tensor input) => _linear!.Apply(input, pass);
        Tensor Second(Tensor input) => _second!.Apply(input, pass);
        (Tensor, Tensor) Two() => L(x).chunk(2, -1) is var h ? (h[0], h[1]) : default;
        (Tensor, Tensor, Tensor) Three() => L(x).chunk(3, -1) is var h ? (h[0], h[1], h[2]) : default;
        return pass.Observe(_path, _type switch
        {
            1 => Bilinear(x, pass) + L(x),
            2 => Bilinear(x, pass),
            3 => L(x * x),
            4 => L(x).square(),
            5 when Two() is var (a, b) => a * b,
            6 => Bilinear(x, pass) + L(x * x),
            7 when Two() is var (a, b) => a * b + Second(x * x),
            8 when Three() is var (a, b, c) => a * b + c,
            10 when Two() is var (a, b) => x * a + b,
            11 when Two() is var (a, b) => cat([a, b * b], -1),
            12 when Two() is var (a, b) => cat([a * b, Second(x * x)], -1),
            13 when Three() is var (a, b, c) => cat([a * b, c], -1),
            14 when Two() is var (a, b) => cat([a * b, b], -1),
            15 when L(x) is var h => cat([h * h, h], -1),
            16 when Two() is var (a, b) => x * (a * b) + x,
            17 when Two() is var (a, b) => x * a + b + x,
            18 => Second(cat([x * L(x), x], -1)),
            19 => L(x).relu() * x + x,
            20 when L(x) is var h => x * h + h + x,
            21 => (x * L(x)).square() + x,
            22 => x * L(x) + _alpha! * x,
            23 when Two() is var (a, b) => a * b + x,
            24 when Two() is var (a, b) => a * b.relu() + x,
            25 => x * Second(L(x).relu()) + x,
            26 when Two() is var (a, b) => (a.relu() + b.relu()) * 0.5 * x + x,
            27 when Two() is var (a, b) => (a.relu() + b.relu()) * 0.5 * (x * x) + x,
            28 when Two() is var (a, b) => (a.relu().square() + b.relu().square()) * 0.5 * x + x,
            29 when Two() is var (a, b) => (a.relu() + b.relu().square()) * 0.5 * x + x,
            30 when Two() is var (a, b) => (a.relu() * x + b.relu() * (x * x)) * 0.5 + x,
            _ => x * L(x) + x, // 9
        });
    }

    static int Outputs(int type, int width) => type switch
    {
        5 or 7 or 10 or 16 or 17 or 23 or 24 or >= 26 => 2 * width,
        8 => 3 * width,
        13 => width / 2 * 3,
        15 or 25 => width / 2,
        _ => width,
    };

    /// <summary>y_o = Σ_ij x_i W_oij x_j + b_o.</summary>
    Tensor Bilinear(Tensor x, ForwardPass pass) =>
        OuterProduct.Of(x, x, _bilinear!.flatten(1), _bilinearBias!, pass.Workers);
}
