using CsCheck;
using RankElastor.Kernels.Histories;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Histories;

public sealed unsafe class RecurrenceTests
{
    static readonly Gen<Histories> _gen =
        from kind in Gen.Enum<RecurrenceKind>()
        from lengths in Gen.Int[0, 12].Array[1, 300]
        from width in Gen.OneOf(Gen.Int[1, 70], Gen.Const(16), Gen.Const(32))
        from seed in Gen.Int[0, 9999]
        select new Histories(kind, lengths, width, seed);

    static readonly Gen<Histories> _small =
        from kind in Gen.Enum<RecurrenceKind>()
        from lengths in Gen.Int[0, 4].Array[1, 6]
        from width in Gen.Int[1, 5]
        from seed in Gen.Int[0, 9999]
        select new Histories(kind, lengths, width, seed);

    [Fact]
    public void States_AreThoseOfTheDefinition() =>
        _gen.Sample(some => Close(some.Defined(), some.Forward(Workers.Sequential)), iter: 40);

    [Fact]
    public void Gradients_AreThoseOfTheDefinition() => _gen.Sample(some =>
    {
        var expected = some.DefinedGradients();
        foreach (var (own, theirs) in some.Backward(Workers.Sequential).Zip(expected))
        {
            Close(theirs, own);
        }
    }, iter: 40);

    /// <summary>The definition's states are one history's at a time, its formulas as they are printed.</summary>
    [Fact]
    public void Definition_IsTheFormula() => _small.Sample(some =>
    {
        var (states, at) = (some.Defined(), 0);
        var latest = some.Lengths.Select(_ => new double[some.Width]).ToArray();
        foreach (var step in Enumerable.Range(0, some.Shape.Steps.Length))
        {
            for (var row = 0; row < some.Shape.Steps[step]; row++, at++)
            {
                latest[row] = some.Next(at, latest[row]);
                Close(latest[row], [.. states.Skip(at * some.Width).Take(some.Width).Select(value => (float)value)]);
            }
        }
    }, iter: 40);

    [Fact]
    public void GradientsOfTheDefinition_AreItsDifferences() => _small.Sample(some =>
    {
        const double By = 1e-5;
        var gradients = some.DefinedGradients();
        for (var operand = 0; operand < 4; operand++)
        {
            for (var i = 0; i < gradients[operand].Length; i++)
            {
                var difference = (some.Weighted(operand, i, By) - some.Weighted(operand, i, -By)) / (2 * By);
                Assert.Equal(difference, gradients[operand][i], 1e-7);
            }
        }
    }, iter: 20);

    [Fact]
    public void Results_DoNotDependOnThreads() => _gen.Sample(some =>
    {
        var (states, gradients) = (some.Forward(Workers.Sequential), some.Backward(Workers.Sequential));
        foreach (var threads in (int[])[2, 3])
        {
            Assert.Equal(states, some.Forward(new Workers(threads)));
            Assert.Equal(gradients, some.Backward(new Workers(threads)));
        }
    }, iter: 10);

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 0, 0, 3 })]
    public void FewItems_AreThoseOfTheDefinition(int[] lengths)
    {
        foreach (var kind in Enum.GetValues<RecurrenceKind>())
        {
            var some = new Histories(kind, lengths, 10, 3);
            Close(some.Defined(), some.Forward(new Workers(2)));
            foreach (var (own, theirs) in some.Backward(new Workers(2)).Zip(some.DefinedGradients()))
            {
                Close(theirs, own);
            }
        }
    }

    [Fact]
    public void Ranges_CoverTheHistoriesOnce() => _gen.Sample(some =>
    {
        var cuts = some.Shape.Cuts();
        Assert.Equal(0, cuts[0]);
        Assert.Equal(some.Shape.Rows, cuts[^1]);
        Assert.Equal(cuts.Order(), cuts);
        Assert.All(cuts[..^1], cut => Assert.True(cut % 8 == 0 || cut == cuts[^1]));
    });

    static void Close(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = expected.Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6 + 1e-5 * size);
        }
    }

    sealed class Histories
    {
        readonly double[] _above;

        public Histories(RecurrenceKind kind, int[] lengths, int width, int seed)
        {
            (Lengths, Width) = ([.. lengths.OrderDescending()], width);
            int[] steps = [.. Enumerable.Range(1, lengths.DefaultIfEmpty().Max())
                .Select(step => lengths.Count(length => length >= step))];
            Shape = new RecurrenceShape(kind, steps, width);
            var random = new Random(seed);
            var items = Shape.Items;
            Operands =
            [
                Draw(items * 3 * width, 1), [.. Draw(items, 0.5).Select(Math.Abs)],
                Draw(3 * width * width, 1 / Math.Sqrt(width)), Draw(3 * width, 0.5),
            ];
            if (kind == RecurrenceKind.Gru)
            {
                Operands[1] = [];
            }

            _above = Draw(items * width, 1);

            double[] Draw(int count, double scale) =>
                [.. Enumerable.Range(0, count).Select(_ => (double)(float)(scale * (2 * random.NextDouble() - 1)))];
        }

        public int[] Lengths { get; }

        public int Width { get; }

        public RecurrenceShape Shape { get; }

        /// <summary>Inputs, scores or none, weights and bias.</summary>
        public double[][] Operands { get; }

        public double[] Defined() => Defined(Operands);

        public double[][] DefinedGradients()
        {
            double[][] gradients = [.. Operands.Select(operand => new double[operand.Length])];
            fixed (double* states = Defined(), above = _above)
            {
                var (h, dh) = ((nint)states, (nint)above);
                With(Operands, at => With(
                    gradients, into => RecurrenceDefinition.Backward(Shape, at, h, dh, into)));
            }

            return gradients;
        }

        public float[] Forward(Workers workers)
        {
            var states = new float[Shape.Items * Width];
            fixed (float* h = states)
            {
                var into = (nint)h;
                With(Singles(Operands), at => Recurrence.Forward(Shape, at, into, workers));
            }

            return states;
        }

        public float[][] Backward(Workers workers)
        {
            float[][] gradients = [.. Operands.Select(operand => new float[operand.Length])];
            foreach (var gradient in gradients)
            {
                gradient.AsSpan().Fill(7); // must be overwritten
            }

            fixed (float* states = Forward(workers), above = Singles([_above])[0])
            {
                var (h, dh) = ((nint)states, (nint)above);
                With(Singles(Operands), at => With(
                    gradients, into => Recurrence.Backward(Shape, at, h, dh, into, workers)));
            }

            return gradients;
        }

        /// <summary>Σ above ⊙ h of the definition, one number of an operand moved.</summary>
        public double Weighted(int operand, int place, double by)
        {
            double[][] operands = [.. Operands.Select(some => (double[])some.Clone())];
            operands[operand][place] += by;
            return Defined(operands).Zip(_above, (h, v) => h * v).Sum();
        }

        /// <summary>One unit as torch and FuxiCTR write it.</summary>
        public double[] Next(int item, double[] h)
        {
            var own = new double[Width];
            for (var j = 0; j < Width; j++)
            {
                var (first, second) = (Sigmoid(X(0) + Uh(0)), Sigmoid(X(1) + Uh(1)));
                if (Shape.Kind == RecurrenceKind.Gru)
                {
                    own[j] = (1 - second) * Math.Tanh(X(2) + first * Uh(2)) + second * h[j];
                    continue;
                }

                var made = Math.Tanh(X(2) + second * Uh(2));
                var score = Operands[1][item];
                own[j] = Shape.Kind == RecurrenceKind.Augru
                    ? (1 - score * first) * h[j] + score * first * made
                    : (1 - score) * h[j] + score * made;

                double X(int gate) => Operands[0][(item * 3 + gate) * Width + j];
                double Uh(int gate) => Operands[3][gate * Width + j]
                    + Enumerable.Range(0, Width).Sum(k => Operands[2][(gate * Width + j) * Width + k] * h[k]);
            }

            return own;

            static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        }

        static float[][] Singles(double[][] arrays) =>
            [.. arrays.Select(array => array.Select(value => (float)value).ToArray())];

        double[] Defined(double[][] operands)
        {
            var states = new double[Shape.Items * Width];
            fixed (double* h = states)
            {
                var into = (nint)h;
                With(operands, at => RecurrenceDefinition.Forward(Shape, at, into));
            }

            return states;
        }

        /// <summary>An array without numbers is no address.</summary>
        static void With<T>(T[][] arrays, Action<RecurrenceOperands> run) where T : unmanaged
        {
            fixed (T* a = arrays[0], b = arrays[1], c = arrays[2], d = arrays[3])
            {
                run(new RecurrenceOperands((nint)a, (nint)b, (nint)c, (nint)d));
            }
        }
    }
}
