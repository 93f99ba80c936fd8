using RankElastor.Numerics.Randomness;
using RankElastor.Training.Remedies;
using RankElastor.Training.Remedies.Penalties;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Remedies.Penalties;

[Collection("torch")]
public sealed class PenaltyTests : IDisposable
{
    readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. RemedyCatalogue.PenaltyNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_IsThatOfCentralDifferences(string name)
    {
        var penalty = RemedyCatalogue.Find(name)!.Make!();
        // more rows than columns and fewer, tokens and vectors
        foreach (var shape in (long[][])[[9, 3, 4], [5, 4, 6], [12, 5], [4, 7]])
        {
            CheckGradient(penalty, 0.3 * Normal(shape, 5) + 0.1);
        }
    }

    [Theory]
    [InlineData("von_neumann_entropy")]
    [InlineData("singular_value_variance")]
    public void SpectralGradient_AtEqualEigenvalues_IsFiniteAndExact(string name)
    {
        var penalty = RemedyCatalogue.Find(name)!.Make!();
        // covariance and Gram are multiples of I
        var x = cat([eye(4, dtype: ScalarType.Float64), -eye(4, dtype: ScalarType.Float64)]).unsqueeze(1);
        Assert.Equal(0, Value(penalty, x), 1e-6);
        Assert.InRange(Gradient(penalty, x).abs().max().ToDouble(), 0, 1e-6); // the optimum
        var twins = cat([x[..4] * tensor([2.0, 1, 1, 0.5]), x[4..] * tensor([2.0, 1, 1, 0.5])]);
        CheckGradient(penalty, twins);
    }

    [Theory]
    [InlineData("von_neumann_entropy", 1)]
    [InlineData("singular_value_variance", 1)]
    [InlineData("token_orthogonality", 1)]
    [InlineData("uniformity", 0)]
    [InlineData("field_decorrelation", 1)]
    [InlineData("weight_orthogonality", 1)]
    public void Penalty_OfOneDirection_IsItsWorstValue(string name, double worst)
    {
        var scales = name is "uniformity" or "token_orthogonality"
            ? 1 + Normal([40, 1, 1], 3).abs()
            : Normal([40, 1, 1], 3);
        var x = scales * tensor([1.0, -2, 0.5, 3]).view(1, 1, 4).expand(1, 3, 4);
        Assert.Equal(worst, Value(RemedyCatalogue.Find(name)!.Make!(), x), 1e-4);
    }

    [Fact]
    public void VicregTerms_OfWhitenedRowsWithDeviationsOfOne_AreZero()
    {
        var (q, _) = linalg.qr(cat([ones(50, 1, ScalarType.Float64), Normal([50, 6], 1)], 1));
        // columns orthogonal to each other and to 1, variance 1
        var white = (q[.., 1..] * Math.Sqrt(49)).view(50, 2, 3);
        Assert.Equal(0, Value(new VicregCovariance(), white), 1e-9);
        Assert.Equal(0, Value(new VicregVariance(), 1.0001 * white), 1e-9);
        Assert.Equal(0.5 - 1e-4, Value(new VicregVariance(), 0.5 * white), 1e-6); // 1 − √(0.25 + 1e-4)
        Assert.Equal(1 - Math.Sqrt(1e-4), Value(new VicregVariance(), zeros(50, 2, 3)), 1e-6);
    }

    [Fact]
    public void VicregCovariance_OfEqualColumns_IsOneLessThanTheirNumber()
    {
        var column = Normal([60, 1], 2);
        var x = ((column - column.mean()) / column.std()).expand(60, 5);
        Assert.Equal(4, Value(new VicregCovariance(), x), 1e-9);
    }

    [Fact]
    public void VonNeumannEntropy_IsThatOfTheCovariancesEigenvalues()
    {
        var x = Normal([30, 2, 4], 9) * tensor([3.0, 1, 0.5, 0.1]);
        var centred = x.flatten(1) - x.flatten(1).mean([0], keepdim: true);
        var eigenvalues = linalg.svdvals(centred).square();
        var shares = eigenvalues / eigenvalues.sum();
        var entropy = -(shares * shares.log()).sum().ToDouble();
        Assert.Equal(1 - entropy / Math.Log(8), Value(new VonNeumannEntropy(), x), 1e-6);
    }

    [Fact]
    public void SingularValueVariance_IsThatOfEachFieldsSingularValues()
    {
        var x = Normal([30, 2, 4], 9) + 0.5;
        var expected = Enumerable.Range(0, 2).Average(field =>
        {
            var s = linalg.svdvals(x[.., field]);
            return (s / s.mean() - 1).square().mean().ToDouble() / 3;
        });
        Assert.Equal(expected, Value(new SingularValueVariance(), x), 1e-6);
    }

    [Fact]
    public void WeightOrthogonality_IsZeroForOrthonormalColumns_AtAnyScale()
    {
        var (q, _) = linalg.qr(Normal([3, 8, 5], 4));
        Assert.Equal(0, Value(new WeightOrthogonality(), 7 * q), 1e-6);
        Assert.Equal(0, Value(new WeightOrthogonality(), 0.01 * q.mT), 1e-6);
    }

    [Fact]
    public void Uniformity_OfTheSphere_IsNearItsLimit()
    {
        var value = Value(new Uniformity(), Normal([2000, 64], 6));
        Assert.Equal(-3.875, value, 0.01); // −4 + 8/d
    }

    [Fact]
    public void FieldDecorrelation_OfOrthogonalFields_IsZero_AndOfRotatedCopiesOne()
    {
        var (q, _) = linalg.qr(cat([ones(40, 1, ScalarType.Float64), Normal([40, 6], 1)], 1));
        Assert.Equal(0, Value(new FieldDecorrelation(), q[.., 1..].reshape(40, 2, 3)), 1e-6);
        var (rotation, _) = linalg.qr(Normal([3, 3], 8));
        var field = q[.., 1..4];
        Assert.Equal(1, Value(new FieldDecorrelation(), stack([field, 5 * field.matmul(rotation)], 1)), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Penalty_OfZeros_HasAFiniteValueAndGradient(string name)
    {
        var penalty = RemedyCatalogue.Find(name)!.Make!();
        var x = zeros(6, 3, 4);
        Assert.True(double.IsFinite(Value(penalty, x)));
        Assert.True(Gradient(penalty, x).isfinite().all().ToBoolean());
    }

    [Theory]
    [InlineData("von_neumann_entropy")]
    [InlineData("singular_value_variance")]
    [InlineData("token_orthogonality")]
    [InlineData("uniformity")]
    [InlineData("field_decorrelation")]
    [InlineData("weight_orthogonality")]
    public void Penalty_DoesNotDependOnScale(string name)
    {
        var penalty = RemedyCatalogue.Find(name)!.Make!();
        var x = Normal([20, 3, 4], 5).to(ScalarType.Float32);
        Assert.Equal(Value(penalty, x), Value(penalty, 1e-4 * x), 1e-4); // the scale of untrained embeddings
    }

    [Fact]
    public void WideSite_IsTakenTokenByToken()
    {
        var x = Normal([40, 30, 10], 5);
        var byToken = Enumerable.Range(0, 30).Average(token => Value(new VonNeumannEntropy(), x[.., token]));
        Assert.Equal(byToken, Value(new VonNeumannEntropy(), x), 1e-6);
    }

    public void Dispose() => _scope.Dispose();

    static void CheckGradient(Penalty penalty, Tensor x)
    {
        const double Step = 1e-5;
        var gradient = Gradient(penalty, x).flatten();
        var random = new SeededRandom(3);
        for (var i = 0; i < 12; i++)
        {
            var at = random.NextInt((int)x.numel());
            var difference = (Value(penalty, Moved(x, at, Step)) - Value(penalty, Moved(x, at, -Step))) / (2 * Step);
            Assert.Equal(difference, gradient[at].ToDouble(), 1e-6 + 1e-5 * Math.Abs(difference));
        }
    }

    static Tensor Moved(Tensor x, int at, double step)
    {
        var moved = x.contiguous().clone();
        moved.view(-1)[at] += step;
        return moved;
    }

    static double Value(Penalty penalty, Tensor x) => penalty.Of(x).ToDouble();

    static Tensor Gradient(Penalty penalty, Tensor x)
    {
        var leaf = x.detach().contiguous().clone().requires_grad_();
        var value = penalty.Of(leaf);
        value.backward();
        return leaf.grad!;
    }

    static Tensor Normal(long[] shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, (int)shape.Aggregate((product, size) => product * size))
            .Select(_ => random.NextNormal()).ToArray();
        return tensor(values).reshape(shape);
    }
}
