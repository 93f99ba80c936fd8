using CsCheck;
using RankElastor.Kernels.Attention;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Kernels.Attention;

/// <summary>The kernel against torch's double-precision autograd of the formula, row by row and head by head.</summary>
[Collection("torch")]
public sealed unsafe class JaggedAttentionTests
{
    static readonly Gen<Jagged> _gen =
        from rows in Gen.Select(Gen.Int[0, 90], Gen.Int[0, 90]).Array[1, 6]
        from heads in Gen.Int[1, 3]
        from keyWidth in Gen.Int[1, 20]
        from valueWidth in Gen.Int[1, 20]
        from itself in Gen.Bool
        from causal in Gen.Bool
        from softmax in Gen.Bool
        from biased in Gen.Bool
        from drops in Gen.Bool
        from seed in Gen.Int[0, 9999]
        select new Jagged(
            [.. rows.Select(row => itself ? row.Item2 : row.Item1)], [.. rows.Select(row => row.Item2)], keyWidth,
            valueWidth, new JaggedShape
            {
                QueryOffsets = [],
                KeyOffsets = [],
                Heads = heads,
                KeyWidth = keyWidth,
                ValueWidth = valueWidth,
                Scale = 0.7f,
                Causal = causal,
                Divisor = 9,
                BiasLength = biased ? 1 : 0,
                Weights = softmax ? AttentionWeights.Softmax : AttentionWeights.Silu,
                Dropout = drops ? new DropoutMask((ulong)seed, 3, 1, 0.4) : null,
            }, seed);

    [Fact]
    public void Forward_AgreesWithItsDefinition() => _gen.Sample(jagged =>
    {
        var expected = new float[jagged.Outputs];
        jagged.With(at => JaggedAttention.Scalar(jagged.Shape, at, expected));
        Close(expected, jagged.Forward(Workers.Sequential), 1e-5);
    }, iter: 15);

    [Fact]
    public void ForwardAndGradients_AgreeWithTorch() => _gen.Sample(jagged =>
    {
        var above = Jagged.Wave(jagged.Outputs, 3);
        var (output, gradients) = jagged.Torch(above);
        Close(output, jagged.Forward(Workers.Sequential), 1e-5);
        foreach (var (expected, actual) in gradients.Zip(jagged.Backward(above, Workers.Sequential)))
        {
            Close(expected, actual, 2e-4);
        }
    }, iter: 10);

    [Fact]
    public void Results_DoNotDependOnThreads() => _gen.Sample(jagged =>
    {
        Assert.Equal(jagged.Forward(Workers.Sequential), jagged.Forward(new Workers(3)));
        var above = Jagged.Wave(jagged.Outputs, 3);
        Assert.Equal(jagged.Backward(above, Workers.Sequential), jagged.Backward(above, new Workers(3)));
    }, iter: 5);

    [Fact]
    public void OneKey_GivesItsValue_AndNoneGivesZeros()
    {
        var shape = new JaggedShape
        {
            QueryOffsets = [],
            KeyOffsets = [],
            Heads = 1,
            KeyWidth = 2,
            ValueWidth = 3,
        };
        var jagged = new Jagged([2, 1], [1, 0], 2, 3, shape, 5);
        var value = jagged.Operands[2];
        Assert.Equal([.. value, .. value, 0, 0, 0], jagged.Forward(Workers.Sequential));
    }

    [Fact]
    public void ShortBias_IsRefused()
    {
        var shape = new JaggedShape
        {
            QueryOffsets = [0, 4],
            KeyOffsets = [0, 4],
            Heads = 1,
            KeyWidth = 1,
            ValueWidth = 1,
            BiasLength = 4,
        };
        Assert.Throws<ArgumentException>(shape.Check); // both directions need 7
        (shape with { Causal = true }).Check();
    }

    static void Close(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * (1 + Math.Abs(expected[i])));
        }
    }

    sealed class Jagged
    {
        readonly int[] _queries, _keys;
        readonly int _keyWidth, _valueWidth;

        public Jagged(int[] queries, int[] keys, int keyWidth, int valueWidth, JaggedShape shape, int seed)
        {
            (_queries, _keys) = (queries, keys);
            (_keyWidth, _valueWidth) = (shape.Heads * keyWidth, shape.Heads * valueWidth);
            var most = keys.Max();
            Shape = shape with
            {
                QueryOffsets = Offsets(queries),
                KeyOffsets = Offsets(keys),
                BiasOrigin = shape.Causal ? 0 : Math.Max(queries.Max(), most),
                BiasLength = shape.BiasLength == 0 ? 0 : Math.Max(queries.Max(), most) + most + 1,
            };
            Operands =
            [
                Wave(queries.Sum() * _keyWidth, seed), Wave(keys.Sum() * _keyWidth, seed + 1),
                Wave(keys.Sum() * _valueWidth, seed + 2), Wave(Shape.BiasLength, seed + 3),
            ];
        }

        public JaggedShape Shape { get; }

        public int Outputs => _queries.Sum() * _valueWidth;

        /// <summary>Queries, keys, values and biases.</summary>
        public float[][] Operands { get; }

        public static float[] Wave(int count, int seed) =>
            [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i * i + seed))];

        public float[] Forward(Workers workers)
        {
            var output = new float[Outputs];
            Array.Fill(output, 7);
            fixed (float* y = output)
            {
                var address = (nint)y;
                With(at => JaggedAttention.Forward(Shape, at, address, workers));
            }

            return output;
        }

        public float[][] Backward(float[] above, Workers workers)
        {
            float[][] gradients = [.. Operands.Select(operand => new float[operand.Length])];
            Array.ForEach(gradients, gradient => Array.Fill(gradient, 7)); // must be overwritten
            fixed (float* dy = above)
            {
                var address = (nint)dy;
                With(at => At(gradients, into => JaggedAttention.Backward(Shape, at, address, into, workers)));
            }

            return gradients;
        }

        public void With(Action<JaggedOperands> run) => At(Operands, run);

        public (float[] Output, float[][] Gradients) Torch(float[] above)
        {
            Tensor[] operands =
            [
                .. Operands.Select((numbers, i) => tensor(numbers, dtype: ScalarType.Float64)
                    .view(i == 3 ? [-1] : [-1, Shape.Heads, (i == 2 ? _valueWidth : _keyWidth) / Shape.Heads])
                    .requires_grad_()),
            ];
            List<Tensor> rows = [];
            for (var row = 0; row < _queries.Length; row++)
            {
                Tensor[] heads = [.. Enumerable.Range(0, Shape.Heads).Select(head => Head(operands, row, head))];
                rows.Add(stack(heads, 1).flatten(1));
            }

            var output = cat([.. rows], 0).flatten();
            (output * tensor(above, dtype: ScalarType.Float64)).sum().backward();
            return (Numbers(output), [.. operands.Select(x => Numbers(x.grad ?? zeros_like(x)))]);
        }

        Tensor Head(Tensor[] operands, int row, int head)
        {
            var (queries, keys) = (_queries[row], _keys[row]);
            Tensor Of(int operand, int[] offsets, int count) =>
                operands[operand].select(1, head).narrow(0, offsets[row], count);
            var scores = Of(0, Shape.QueryOffsets, queries).matmul(Of(1, Shape.KeyOffsets, keys).t()) * 0.7;
            var seen = ones(queries, keys, dtype: ScalarType.Float64);
            seen = Shape.Causal ? seen.tril(keys - queries) : seen;
            if (Shape.BiasLength > 0)
            {
                long[] places = [.. from i in Enumerable.Range(0, queries)
                                    from j in Enumerable.Range(0, keys)
                                    select Math.Max(0L, i + keys - queries - j + Shape.BiasOrigin)];
                scores += operands[3].index_select(0, tensor(places)).view(queries, keys);
            }

            var weights = Shape.Weights == AttentionWeights.Softmax
                ? (scores.masked_fill(seen.eq(0), -1e30).softmax(-1) * seen)
                : nn.functional.silu(scores) / 9 * seen;
            if (Shape.Dropout is { } mask)
            {
                var most = _keys.Max();
                double[] factors = [.. from i in Enumerable.Range(Shape.QueryOffsets[row], queries)
                                       from j in Enumerable.Range(0, keys)
                                       select (double)mask.Factor((uint)((i * Shape.Heads + head) * most + j))];
                weights *= tensor(factors).view(queries, keys);
            }

            return weights.matmul(Of(2, Shape.KeyOffsets, keys));
        }

        static int[] Offsets(int[] counts) => [.. counts.Prepend(0).Select((_, i) => counts.Take(i).Sum())];

        static float[] Numbers(Tensor x) => [.. x.to(ScalarType.Float32).contiguous().data<float>()];

        void At(float[][] arrays, Action<JaggedOperands> run)
        {
            fixed (float* queries = arrays[0], keys = arrays[1], values = arrays[2], bias = arrays[3])
            {
                run(new JaggedOperands(
                    new HeadColumns((nint)queries, _keyWidth), new HeadColumns((nint)keys, _keyWidth),
                    new HeadColumns((nint)values, _valueWidth), (nint)bias));
            }
        }
    }
}
