using CsCheck;
using RankElastor.Kernels.Histories;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Histories;

public sealed unsafe class PairProductTests
{
    static readonly Gen<Pairs> _gen =
        from lengths in Gen.Int[0, 150].Array[1, 40]
        from width in Gen.Int[1, 70]
        from outputs in Gen.Int[1, 300]
        from relu in Gen.Bool
        from drops in Gen.Bool
        from seed in Gen.Int[0, 9999]
        select new Pairs(lengths, width, outputs, seed, relu, relu && drops);

    [Fact]
    public void Forward_AgreesWithItsDefinition() => _gen.Sample(pairs =>
    {
        var expected = new float[pairs.Shape.Events * pairs.Shape.Outputs];
        pairs.With(at => PairProduct.Scalar(pairs.Shape, at, expected));
        var actual = pairs.Forward(Workers.Sequential);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4);
        }
    }, iter: 20);

    /// <summary>The sum of v ⊙ y is linear in each operand alone: differences are exact up to rounding.</summary>
    [Fact]
    public void Gradients_AreDifferencesOfTheDefinition() => _gen.Sample(drawn =>
    {
        var pairs = drawn.Linear;
        var above = Pairs.Wave(pairs.Shape.Events * pairs.Shape.Outputs, 3, 1f);
        var gradients = pairs.Backward(above, Workers.Sequential);
        for (var operand = 0; operand < 5; operand++)
        {
            var direction = Pairs.Wave(pairs.Operands[operand].Length, 11 + operand, 1f);
            var expected = pairs.Weighted(above, operand, direction, 0.5f)
                - pairs.Weighted(above, operand, direction, -0.5f);
            var (actual, size) = (0.0, 0.0);
            for (var i = 0; i < direction.Length; i++)
            {
                actual += (double)gradients[operand][i] * direction[i];
                size += Math.Abs((double)gradients[operand][i] * direction[i]);
            }

            Assert.Equal(expected, actual, 1e-3 + 1e-4 * size);
        }
    }, iter: 8);

    [Fact]
    public void ReluAndDropout_LetTheGradientPassWhereTheyLetTheValuePass() => _gen.Sample(pairs =>
    {
        var above = Pairs.Wave(pairs.Shape.Events * pairs.Shape.Outputs, 3, 1f);
        var (linear, keep) = (pairs.Linear.Forward(Workers.Sequential), pairs.Shape.Dropout?.Keep ?? 1);
        float[] passed = [.. above.Select((dy, i) =>
            linear[i] > 0 && pairs.Shape.Dropout?.Factor((uint)i) != 0 && pairs.Shape.Relu ? dy * keep
            : pairs.Shape.Relu ? 0 : dy)];
        Assert.Equal(
            pairs.Linear.Backward(passed, Workers.Sequential), pairs.Backward(above, Workers.Sequential));
    }, iter: 20);

    [Fact]
    public void Results_DoNotDependOnThreads() => _gen.Sample(pairs =>
    {
        Assert.Equal(pairs.Forward(Workers.Sequential), pairs.Forward(new Workers(3)));
        var above = Pairs.Wave(pairs.Shape.Events * pairs.Shape.Outputs, 3, 1f);
        Assert.Equal(pairs.Backward(above, Workers.Sequential), pairs.Backward(above, new Workers(3)));
    }, iter: 10);

    [Fact]
    public void EmptyBatch_HasNoEventsAndZeroGradients()
    {
        var pairs = new Pairs([0, 0], 3, 5, 1, true, false);
        Assert.Empty(pairs.Forward(Workers.Sequential));
        var gradients = pairs.Backward([], Workers.Sequential);
        Assert.All(gradients.SelectMany(gradient => gradient), number => Assert.Equal(0, number));
    }

    sealed class Pairs(int[] lengths, int width, int outputs, int seed, bool relu, bool drops)
    {
        public PairShape Shape { get; } = new(
            [.. lengths.Prepend(0).Select((_, i) => lengths.Take(i).Sum())], width, outputs)
        {
            Relu = relu,
            Dropout = drops ? new DropoutMask((ulong)seed, 3, 1, 0.4) : null,
        };

        /// <summary>The same without ReLU and dropout.</summary>
        public Pairs Linear => new(lengths, width, outputs, seed, false, false);

        /// <summary>Events, targets, starts, A and P.</summary>
        public float[][] Operands =>
        [
            Wave(lengths.Sum() * width, seed, 1), Wave(lengths.Length * width, seed + 1, 1),
            Wave(lengths.Length * outputs, seed + 2, 1), Wave(outputs * width, seed + 3, 0.2f),
            Wave(outputs * width, seed + 4, 0.2f),
        ];

        public static float[] Wave(int count, int seed, float scale) =>
            [.. Enumerable.Range(0, count).Select(i => scale * MathF.Sin(0.37f * i * i + seed))];

        public float[] Forward(Workers workers)
        {
            var output = new float[Shape.Events * outputs];
            fixed (float* y = output)
            {
                var address = (nint)y;
                With(at => PairProduct.Forward(Shape, at, address, workers));
            }

            return output;
        }

        public float[][] Backward(float[] above, Workers workers)
        {
            float[][] gradients = [.. Operands.Select(operand => new float[operand.Length])];
            gradients[1].AsSpan().Fill(7); // must be overwritten
            fixed (float* dy = above, y = Forward(workers))
            {
                var (output, gradient) = ((nint)y, (nint)dy);
                With(at => At(gradients, into => PairProduct.Backward(Shape, at, output, gradient, into, workers)));
            }

            return gradients;
        }

        /// <summary>Σ above ⊙ y of the definition, one operand moved.</summary>
        public double Weighted(float[] above, int moved, float[] direction, float by)
        {
            var operands = Operands;
            operands[moved] = [.. operands[moved].Zip(direction, (x, d) => x + by * d)];
            var output = new float[above.Length];
            At(operands, at => PairProduct.Scalar(Shape, at, output));
            return output.Zip(above, (y, v) => (double)y * v).Sum();
        }

        public void With(Action<PairOperands> run) => At(Operands, run);

        static void At(float[][] arrays, Action<PairOperands> run)
        {
            fixed (float* a = arrays[0], b = arrays[1], c = arrays[2], d = arrays[3], e = arrays[4])
            {
                run(new PairOperands((nint)a, (nint)b, (nint)c, (nint)d, (nint)e));
            }
        }
    }
}
