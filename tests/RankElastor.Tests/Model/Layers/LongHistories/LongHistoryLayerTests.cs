using System.Numerics;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Layers.LongHistories;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.LongHistories;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers.LongHistories;

/// <summary>The layers of long histories beside their formulas, in double by plain loops.</summary>
[Collection("torch")]
public sealed class LongHistoryLayerTests : IDisposable
{
    const int Rows = 4, Length = 5, Width = 8;
    static readonly int[] _items = [5, 2, 0, 1]; // padding in front
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    readonly ParameterStore _store = new(new SeededRandom(3));
    readonly Tensor _target, _history, _mask;

    public LongHistoryLayerTests()
    {
        _mask = arange(Length).unsqueeze(0).ge(tensor([.. _items.Select(items => (long)Length - items)]).unsqueeze(1));
        _target = TinyCase.Normal(1, Rows, Width);
        _history = TinyCase.Normal(2, Rows, Length, Width) * _mask.unsqueeze(-1).to(ScalarType.Float32);
    }

    public void Dispose()
    {
        _store.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, true, 2)]
    [InlineData(true, true, 9)]
    [InlineData(true, false, null)]
    [InlineData(false, false, 1)]
    public void TargetAttention_WeighsItemsByTheirScores(bool scale, bool projects, int? most)
    {
        const int heads = 2, inner = 6;
        var layer = new TargetAttention(new Scope(_store, "a"), Width, new TargetAttentionOptions
        {
            Width = inner,
            Heads = heads,
            Scale = scale,
            Projects = projects,
            Most = most,
        });
        var (width, target, history) = (projects ? inner : Width, Doubles(_target), Doubles(_history));
        double[] Projected(string name, double[] x) =>
            projects ? Loops.Linear(Doubles(Tensor($"a.{name}.weight")), null, x) : x;
        double[] Expected(int row)
        {
            double[][] items = [.. history.Chunk(Length * Width).ElementAt(row).Chunk(Width)];
            var query = Projected("W_q", [.. target.Chunk(Width).ElementAt(row)]);
            double[] joined = [.. Enumerable.Range(0, heads).SelectMany(head =>
            {
                double[] Part(double[] x) => x[(head * width / heads)..((head + 1) * width / heads)];
                var scores = items.Select((item, at) => at < Length - _items[row] ? -1e9
                    : Loops.Dot(Part(query), Part(Projected("W_k", item)))
                        / (scale ? Math.Sqrt(width / heads) : 1)).ToList();
                int[] seen = [.. Enumerable.Range(0, Length).OrderByDescending(at => scores[at])
                    .Take(most ?? Length)];
                var highest = seen.Max(at => scores[at]);
                var weights = Loops.Softmax(seen.Select(at => scores[at] - highest));
                return Loops.Sum(weights, [.. seen.Select(at => Part(Projected("W_v", items[at])))]);
            })];
            return Projected("W_o", joined);
        }

        foreach (var pass in (ForwardPass[])[ForwardPass.Evaluate(), ForwardPass.Evaluate((_, _) => { })])
        {
            AreRows(Expected, layer.Apply(_target, _history, _mask, pass));
        }
    }

    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 1, true)]
    public void BucketSum_AddsItemsOfTheTargetsBucket(int hashes, int bits, bool normalises)
    {
        var hash = new SignHash(new Scope(_store, "h"), "planes", [1, Width, hashes, bits], Width, isFixed: true);
        var layer = new BucketSum(hash, hashes, normalises, "sum");
        var (target, history) = (Doubles(_target), Doubles(_history));
        double[][] planes = [.. Enumerable.Range(0, hashes * bits).Select(plane =>
            Doubles(Tensor("h.planes")).Where((_, at) => at % (hashes * bits) == plane).ToArray())];
        AreRows(
            row =>
            {
                double[] wanted = [.. target.Chunk(Width).ElementAt(row)];
                double[][] items = [.. history.Chunk(Length * Width).ElementAt(row).Chunk(Width)];
                double[][] sums = [.. Enumerable.Range(0, hashes).Select(at =>
                {
                    bool IsTheSame(double[] item) => planes.Skip(at * bits).Take(bits).All(plane =>
                        Loops.Dot(plane, item) > 0 == Loops.Dot(plane, wanted) > 0);
                    var found = items.Skip(Length - _items[row]).Where(IsTheSame);
                    double[] sum = found.Aggregate(new double[Width], Loops.Add);
                    var length = normalises ? Math.Max(1e-12, Math.Sqrt(Loops.Dot(sum, sum))) : 1;
                    return sum.Select(value => value / length).ToArray();
                })];
                return Loops.Sum([.. sums.Select(_ => 1.0 / hashes)], sums);
            },
            layer.Apply(_target, _history, _mask, ForwardPass.Evaluate()));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(1, true)]
    public void FrequencyFilter_MultipliesSpectraAlongPositions(int count, bool mixes)
    {
        const int blocks = 4, block = Width / blocks;
        var layer = new FrequencyFilter(new Scope(_store, "f"), Width, mixes, dropout: 0.1);
        var items = TinyCase.Normal(5, Rows, count, Width);
        using (no_grad())
        {
            Tensor("f.complex_weight").copy_(TinyCase.Normal(6, blocks, block, block, 2));
        }

        var weights = Doubles(Tensor("f.complex_weight"));
        Complex Factor(int from, int to)
        {
            var place = 2 * ((from / block * block + from % block) * block + to % block);
            return new Complex(weights[place], weights[place + 1]);
        }

        AreRows(
            row =>
            {
                double[][] x = [.. Doubles(items).Chunk(count * Width).ElementAt(row).Chunk(Width)];
                Complex Spectrum(int frequency, int e) => x.Select((item, at) =>
                    item[e] * Complex.Exp(new Complex(0, -2 * Math.PI * frequency * at / count)))
                    .Aggregate(Complex.Zero, (sum, term) => sum + term) / Math.Sqrt(count);
                Complex Filtered(int frequency, int e) => mixes
                    ? Enumerable.Range(e / block * block, block)
                        .Aggregate(Complex.Zero, (sum, d) => sum + Spectrum(frequency, d) * Factor(d, e))
                    : Spectrum(frequency, e) * Factor(e, e);
                return [.. x.SelectMany((item, at) =>
                {
                    double[] sum = Loops.Map(e =>
                    {
                        var back = 0.0; // of a real sequence: half of the frequencies say the other half
                        for (var frequency = 0; frequency < count; frequency++)
                        {
                            var half = Math.Min(frequency, count - frequency);
                            var value = Filtered(half, e);
                            value = 2 * half == count || half == 0 ? value.Real
                                : half < frequency ? Complex.Conjugate(value) : value;
                            back += (value * Complex.Exp(new Complex(0, 2 * Math.PI * frequency * at / count))).Real;
                        }

                        return item[e] + back / Math.Sqrt(count);
                    }, Width);
                    var mean = sum.Average();
                    var spread = Math.Sqrt(sum.Average(value => (value - mean) * (value - mean)) + 1e-12);
                    return sum.Select(value => (value - mean) / spread);
                })];
            },
            layer.Apply(items, ForwardPass.Evaluate()).flatten(1));
    }

    [Theory]
    [InlineData(3, true, "3 4", "1 1")]
    [InlineData(5, true, "1 2 3 4", "0 0 1 1")]
    [InlineData(50, true, "1 2 3 4", "0 0 1 1")]
    [InlineData(3, false, "3 4", "1 1")]
    [InlineData(50, false, "0 1 2 3 4", "0 0 1 1 1")]
    [InlineData(1, true, "", "")]
    public void ShortWindow_HoldsTheNewestItems(int size, bool lags, string items, string mask)
    {
        var window = new ShortWindow { Size = size, MaskLags = lags };
        var (found, present) = window.Of(
            arange(5).view(1, 5, 1), tensor([false, false, true, true, true]).view(1, 5));
        Assert.Equal((items, mask), (Text(found), Text(present.to(ScalarType.Int64))));

        static string Text(Tensor values) =>
            values.numel() == 0 ? "" : string.Join(' ', values.contiguous().data<long>().ToArray());
    }

    Tensor Tensor(string name) => _store.All.Single(parameter => parameter.Name == name).Value;

    static void AreRows(Func<int, double[]> expected, Tensor actual)
    {
        double[][] found = [.. Doubles(actual).Chunk((int)actual.shape[1])];
        Assert.Equal(Rows, found.Length);
        for (var row = 0; row < Rows; row++)
        {
            Assert.All(expected(row).Zip(found[row]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    static double[] Doubles(Tensor value) =>
        [.. value.detach().to(ScalarType.Float64).contiguous().data<double>()];
}
