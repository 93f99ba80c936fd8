using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Networks;
using RankElastor.Numerics.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Networks;

/// <summary>The 30 forms, number by number: x the input, h what the Linear makes of it.</summary>
[Collection("torch")]
public sealed class QuadraticLayerTests
{
    const int Rows = 3, Width = 6, Half = Width / 2;

    public static TheoryData<int> Types => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Layer_IsItsForm(int type)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore(new SeededRandom(3));
        var width = QuadraticLayer.IsBilinear(type) ? 8 : Width;
        var layer = new QuadraticLayer(new Scope(store, "layer"), width, type);
        foreach (var parameter in store.All) // biases too
        {
            using var off = no_grad();
            parameter.Value.add_(0.1f);
        }

        var input = randn(Rows, width, generator: new Generator(5));
        var output = layer.Apply(input, ForwardPass.Evaluate());
        Assert.Equal([Rows, width], output.shape);
        for (var row = 0; row < Rows; row++)
        {
            double[] x = [.. input[row].data<float>().ToArray().Select(value => (double)value)];
            var expected = Expected(type, x, store);
            for (var i = 0; i < width; i++)
            {
                Assert.Equal(expected(i), output[row, i].ToSingle(), 1e-4 * (1 + Math.Abs(expected(i))));
            }
        }
    }

    [Fact]
    public void HalvesOfAnOddWidth_AreRefused()
    {
        using var store = new ParameterStore(new SeededRandom(3));
        var error = Assert.Throws<InputException>(() => new QuadraticLayer(new Scope(store, "layer"), 7, 13));
        Assert.Equal("neuron_type: found T13 for 7 numbers; allowed: an even number of them", error.Message);
    }

    static Func<int, double> Expected(int type, double[] x, ParameterStore store)
    {
        double[] Map(string name, double[] input)
        {
            var (weight, bias) = (Values(store, $"layer.{name}.weight"), Values(store, $"layer.{name}.bias"));
            var n = input.Length;
            return [.. bias.Select((b, o) => b + input.Select((value, i) => value * weight[o * n + i]).Sum())];
        }

        double[] Bilinear()
        {
            var (weight, bias) = (Values(store, "layer.bi_linear.weight"), Values(store, "layer.bi_linear.bias"));
            var n = x.Length;
            return [.. bias.Select((b, o) => b + x.Select((xi, i) =>
                x.Select((xj, j) => xi * weight[(o * n + i) * n + j] * xj).Sum()).Sum())];
        }

        double[] squares = [.. x.Select(value => value * value)];
        static double Relu(double value) => Math.Max(0, value);
        double[] Of(double[] input) => Map("linear", input);
        if (type is 1 or 2 or 6)
        {
            var pairs = Bilinear();
            var more = type == 1 ? Of(x) : type == 6 ? Of(squares) : new double[x.Length];
            return i => pairs[i] + more[i];
        }

        var h = type switch
        {
            3 => Of(squares),
            7 or 12 => Map("linear1", x),
            25 => Map("linear.0", x),
            _ => Of(x),
        };
        var second = type switch
        {
            7 or 12 => Map("linear2", squares),
            18 => Map("downsize", [.. x.Select((value, i) => value * h[i]), .. x]),
            25 => Map("linear.2", [.. h.Select(Relu)]),
            _ => [],
        };
        return type switch
        {
            3 => i => h[i],
            4 => i => h[i] * h[i],
            5 => i => h[i] * h[i + Width],
            7 => i => h[i] * h[i + Width] + second[i],
            8 => i => h[i] * h[i + Width] + h[i + 2 * Width],
            9 => i => x[i] * h[i] + x[i],
            10 => i => x[i] * h[i] + h[i + Width],
            11 => i => i < Half ? h[i] : h[i] * h[i],
            12 => i => i < Half ? h[i] * h[i + Half] : second[i - Half],
            13 => i => i < Half ? h[i] * h[i + Half] : h[i + Half],
            14 => i => i < Half ? h[i] * h[i + Half] : h[i],
            15 => i => i < Half ? h[i] * h[i] : h[i - Half],
            16 => i => x[i] * h[i] * h[i + Width] + x[i],
            17 => i => x[i] * h[i] + h[i + Width] + x[i],
            18 => i => second[i],
            19 => i => Relu(h[i]) * x[i] + x[i],
            20 => i => x[i] * h[i] + h[i] + x[i],
            21 => i => Math.Pow(x[i] * h[i], 2) + x[i],
            22 => i => x[i] * h[i] + 1.1 * x[i], // alpha, 1 at the start and moved by .1
            23 => i => h[i] * h[i + Width] + x[i],
            24 => i => h[i] * Relu(h[i + Width]) + x[i],
            25 => i => x[i] * second[i] + x[i],
            26 => i => (Relu(h[i]) * x[i] + Relu(h[i + Width]) * x[i]) / 2 + x[i],
            27 => i => (Relu(h[i]) * squares[i] + Relu(h[i + Width]) * squares[i]) / 2 + x[i],
            28 => i => (Math.Pow(Relu(h[i]), 2) * x[i] + Math.Pow(Relu(h[i + Width]), 2) * x[i]) / 2 + x[i],
            29 => i => (Relu(h[i]) * x[i] + Math.Pow(Relu(h[i + Width]), 2) * x[i]) / 2 + x[i],
            _ => i => (Relu(h[i]) * x[i] + Relu(h[i + Width]) * squares[i]) / 2 + x[i],
        };
    }

    static double[] Values(ParameterStore store, string name) =>
        [.. store.All.Single(parameter => parameter.Name == name).Value.detach().data<float>().ToArray()
            .Select(value => (double)value)];
}
