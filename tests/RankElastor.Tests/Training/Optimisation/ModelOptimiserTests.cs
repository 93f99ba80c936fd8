using RankElastor.Data.Rows;
using RankElastor.Kernels.Updates;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Optimisation;

[Collection("torch")]
public sealed class ModelOptimiserTests
{
    const int Steps = 6;

    [Theory]
    [InlineData("adam", "0", "0", 1e9)]
    [InlineData("adam", "0.02", "0.003", 1e9)]
    [InlineData("adam", "0.02", "0.003", 0.05)]
    [InlineData("adam", "l1(0.001)", "l1_l2(0.002,0.003)", 0.05)]
    [InlineData("adamw", "0.02", "0.003", 0.05)]
    [InlineData("nadam", "0.02", "0.003", 0.05)]
    [InlineData("adamax", "0.02", "0.003", 0.05)]
    [InlineData("adadelta", "0.02", "0.003", 0.05)]
    [InlineData("rmsprop", "0.02", "0.003", 0.05)]
    [InlineData("adagrad", "0.02", "0.003", 0.05)]
    public void Exact_AgreesWithTorchOnDenseTables(string word, string embedding, string net, double clip)
    {
        var options = new OptimiserOptions
        {
            Kind = Of(word),
            LearningRate = 0.01,
            EmbeddingRegulariser = Regulariser.Parse("embedding", embedding),
            NetRegulariser = Regulariser.Parse("net", net),
            MaxGradientNorm = clip,
        };
        using var ours = new TinyModel(TinyModel.Fields, 7);
        using var theirs = new TinyModel(TinyModel.Fields, 7);
        var optimiser = new ModelOptimiser(ours, options, new Workers(2));
        var peer = new TorchPeer(theirs, options);
        for (var step = 1; step <= Steps; step++)
        {
            var batch = TinyData.Rows(300, (ulong)step); // more than one chunk of look-ups
            var report = Step(ours, optimiser, batch, step);
            var (norm, penalty) = peer.Step(batch, step);
            Assert.Equal(norm, report.GradientNorm, 1e-4 * norm);
            Assert.Equal(penalty, report.Regularisation, 1e-5 * (1e-6 + penalty));
        }

        AssertSameWeights(theirs, ours, 2e-5f);
    }

    [Fact]
    public void Exact_LeavesPaddingAlone_AndMovesUntouchedRowsByThePenaltyOnly()
    {
        using var model = new TinyModel(TinyModel.Fields, 7);
        var before = Table(model, 0).Values.ToArray();
        var optimiser =
            new ModelOptimiser(model, new OptimiserOptions { EmbeddingRegulariser = new(0, 0.1) }, Workers.Sequential);
        Step(model, optimiser, TinyData.Rows(8, 1), 1);
        var after = Table(model, 0).Values;
        Assert.All(after[..TinyModel.Width].ToArray(), weight => Assert.Equal(0, weight));
        var last = before.Length - 1; // the out-of-vocabulary row, which no batch reads
        Assert.True(MathF.Abs(after[last]) < MathF.Abs(before[last]) || MathF.Abs(after[last]) < 2e-3f);
        Assert.NotEqual(before[last], after[last]);
    }

    [Fact]
    public void Lazy_TouchesOnlyRowsOfTheBatch()
    {
        using var model = new TinyModel(TinyModel.Fields, 7);
        var before = Table(model, 0).Values.ToArray();
        var batch = TinyData.Rows(8, 1);
        var options =
            new OptimiserOptions { EmbeddingRegulariser = new(0, 0.1), EmbeddingUpdate = EmbeddingUpdate.Lazy };
        Step(model, new ModelOptimiser(model, options, Workers.Sequential), batch, 1);
        var after = Table(model, 0).Values.ToArray();
        var users = Enumerable.Range(0, 8).Select(b => batch.Ids[b * batch.Layout.IdColumns]).ToHashSet();
        for (var row = 0; row < Table(model, 0).Rows; row++)
        {
            var range = (row * TinyModel.Width)..((row + 1) * TinyModel.Width);
            Assert.Equal(!users.Contains(row), before[range].SequenceEqual(after[range]));
        }
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("adagrad")]
    [InlineData("rowwiseadagrad")]
    [InlineData("adadelta")]
    public void Exact_IsTheSameForAnyNumberOfThreads(string word)
    {
        var options = new OptimiserOptions
        {
            Kind = Of(word),
            EmbeddingRegulariser = new(0, 0.01),
            NetRegulariser = new(0, 0.01),
            MaxGradientNorm = 0.1,
        };
        using var one = new TinyModel(TinyModel.Fields, 7);
        using var three = new TinyModel(TinyModel.Fields, 7);
        var optimiserOne = new ModelOptimiser(one, options, Workers.Sequential);
        var optimiserThree = new ModelOptimiser(three, options, new Workers(3));
        for (var step = 1; step <= Steps; step++)
        {
            Step(one, optimiserOne, TinyData.Rows(64, (ulong)step), step);
            optimiserThree.WeightsChanged(); // norms counted anew are the norms carried over, bit for bit
            Step(three, optimiserThree, TinyData.Rows(64, (ulong)step), step);
        }

        AssertSameWeights(one, three, 0);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adagrad")]
    [InlineData("rowwiseadagrad")]
    public void Lazy_WithoutPenaltyAndMomentum_IsExact(string word)
    {
        using var lazy = new TinyModel(TinyModel.Fields, 7);
        using var exact = new TinyModel(TinyModel.Fields, 7);
        var lazyOptimiser = new ModelOptimiser(
            lazy, new OptimiserOptions { Kind = Of(word), EmbeddingUpdate = EmbeddingUpdate.Lazy }, new Workers(3));
        var exactOptimiser = new ModelOptimiser(exact, new OptimiserOptions { Kind = Of(word) }, Workers.Sequential);
        for (var step = 1; step <= Steps; step++)
        {
            var report = Step(lazy, lazyOptimiser, TinyData.Rows(300, (ulong)step), step);
            var expected = Step(exact, exactOptimiser, TinyData.Rows(300, (ulong)step), step);
            Assert.Equal(expected.GradientNorm, report.GradientNorm, 1e-9 * expected.GradientNorm);
        }

        AssertSameWeights(exact, lazy, 0);
    }

    [Fact]
    public void RowWiseAdagrad_KeepsOneNumberATableRow()
    {
        using var model = new TinyModel(TinyModel.Fields, 7);
        var optimiser = new ModelOptimiser(
            model, new OptimiserOptions { Kind = new RowWiseAdagrad() }, Workers.Sequential);
        Assert.Equal(
            Table(model, 0).Rows,
            optimiser.State.Single(state => state.Name == $"{Table(model, 0).Name}/first").Values.numel());
        Assert.DoesNotContain(optimiser.State, state => state.Name.EndsWith("second", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryKind_LowersTheLoss()
    {
        foreach (var kind in OptimiserKind.All)
        {
            using var model = new TinyModel(TinyModel.Fields, 7);
            var optimiser = new ModelOptimiser(
                model, new OptimiserOptions { Kind = kind, LearningRate = Rate(kind.Word) }, Workers.Sequential);
            var batch = TinyData.Rows(128, 3);
            var first = Loss(model, batch, 1);
            for (var step = 1; step <= 40; step++)
            {
                Step(model, optimiser, batch, step);
            }

            Assert.True(Loss(model, batch, 1) < first - 0.05, kind.Word);
        }
    }

    static double Rate(string word) => word switch { "adadelta" => 20, "radam" => 0.5, _ => 0.05 };

    static OptimiserKind Of(string word) => OptimiserKind.All.Single(kind => kind.Word == word);

    static double Loss(TinyModel model, Batch batch, long step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return nn.functional.binary_cross_entropy_with_logits(
            model.Logits(batch, ForwardPass.Train(1, step)), Labels(batch)).item<float>();
    }

    static StepReport Step(TinyModel model, ModelOptimiser optimiser, Batch batch, long step)
    {
        using var scope = NewDisposeScope();
        optimiser.ZeroGrad();
        nn.functional.binary_cross_entropy_with_logits(
            model.Logits(batch, ForwardPass.Train(1, step)), Labels(batch)).backward();
        return optimiser.Step(batch);
    }

    static Tensor Labels(Batch batch) => tensor(batch.Labels.AsSpan(0, batch.Rows).ToArray());

    static EmbeddingTable Table(TinyModel model, int index) => model.Embeddings[0].Tables[index];

    static void AssertSameWeights(TinyModel expected, TinyModel actual, float tolerance)
    {
        foreach (var (left, right) in expected.Parameters.All.Zip(actual.Parameters.All).Where(pair =>
            pair.First.Value.dtype == ScalarType.Float32))
        {
            AssertClose(left.Name, TensorSpans.Floats(left.Value), TensorSpans.Floats(right.Value), tolerance);
        }

        foreach (var (left, right) in expected.Embeddings[0].Tables.Zip(actual.Embeddings[0].Tables))
        {
            AssertClose(left.Name, left.Values, right.Values, tolerance);
        }
    }

    static void AssertClose(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                MathF.Abs(expected[i] - actual[i]) <= tolerance,
                $"{name}[{i}]: expected {expected[i]}, got {actual[i]}");
        }
    }

    /// <summary>
    /// The same step with torch's own optimiser: dense table gradients by index_add, the penalty through autograd,
    /// clip_grad_norm_.
    /// </summary>
    sealed class TorchPeer
    {
        readonly TinyModel _model;
        readonly OptimiserOptions _options;
        readonly Parameter[] _dense, _tables;
        readonly optim.Optimizer _torch;

        public TorchPeer(TinyModel model, OptimiserOptions options)
        {
            (_model, _options) = (model, options);
            _dense = [.. model.Parameters.Trainable.Select(entry => new Parameter(entry.Value.detach()))];
            _tables = [.. model.Embeddings[0].Tables.Select(table => new Parameter(table.Weights.detach()))];
            _torch = TorchOptimisers.Of(options.Kind.Word, [.. _dense, .. _tables], options.LearningRate);
        }

        public (double Norm, double Penalty) Step(Batch batch, long step)
        {
            using var scope = NewDisposeScope();
            foreach (var one in _model.Parameters.Trainable)
            {
                one.Value.grad = null;
            }

            nn.functional.binary_cross_entropy_with_logits(
                _model.Logits(batch, ForwardPass.Train(1, step)), Labels(batch)).backward();
            _torch.zero_grad();
            var penalty = Penalty(_options.NetRegulariser, _dense) + Penalty(_options.EmbeddingRegulariser, _tables);
            penalty.backward();
            foreach (var (mine, theirs) in _dense.Zip(_model.Parameters.Trainable))
            {
                mine.grad = (mine.grad ?? zeros_like(mine)) + theirs.Value.grad!;
            }

            AddTableGradients(batch);
            var norm = nn.utils.clip_grad_norm_(_dense.Concat(_tables), _options.MaxGradientNorm);
            _torch.step();
            return (norm, penalty.item<float>());
        }

        void AddTableGradients(Batch batch)
        {
            var set = _model.Embeddings[0];
            var (lookUps, rows) = (set.Ids(batch), set.Leaf!.grad!);
            for (var t = 0; t < _tables.Length; t++)
            {
                var gradient = zeros_like(_tables[t], requires_grad: false);
                for (var p = 0; p < set.IdColumns.Count; p++)
                {
                    for (var row = 0; row < batch.Rows && set.IdColumns[p].Table == set.Tables[t]; row++)
                    {
                        var (start, end) = lookUps.PlacesOf(p, row);
                        gradient.index_add_(
                            0, tensor(lookUps.Ids[start..end], int64), rows.narrow(0, start, end - start), 1);
                    }
                }

                gradient[0].zero_(); // padding_idx
                _tables[t].grad = (_tables[t].grad ?? zeros_like(_tables[t])) + gradient;
            }
        }

        static Tensor Penalty(Regulariser regulariser, IEnumerable<Parameter> weights) =>
            weights.Aggregate(zeros(1).requires_grad_(), (sum, weight) =>
                sum + regulariser.L2 / 2 * weight.square().sum() + regulariser.L1 * weight.abs().sum());
    }
}
