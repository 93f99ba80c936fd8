using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.SelfSupervision;

/// <summary>A way to train an encoder on two views.</summary>
/// <param name="Name">What it is, and what is left out.</param>
/// <param name="Loss">Of both views' embeddings; of a predictor's answers and the targets where there are some.</param>
/// <param name="Predicts">Whether a second network predicts one view's embedding from the other's.</param>
/// <param name="Stops">Whether no gradient flows into what is predicted.</param>
/// <param name="Averages">Whether what is predicted comes from an average of earlier encoders.</param>
sealed record ViewArm(
    string Name, Func<Tensor, Tensor, Tensor> Loss, bool Predicts = false, bool Stops = false, bool Averages = false)
{
    const int Hidden = 64, Embedding = 32, Batch = 128, Steps = 600, Sample = 1000;

    const double Rate = 3e-3, Momentum = 0.8;

    /// <summary>Trains with a seed, and measures embeddings of 1,000 fresh rows.</summary>
    public ViewResult Train(int seed)
    {
        using var tensors = NewDisposeScope();
        var random = new SeededRandom((ulong)seed).Fork("views");
        var views = new TwoViews(random);
        var encoder = Network(random.Fork("encoder"), TwoViews.Width, Embedding);
        var predictor = Predicts ? Network(random.Fork("predictor"), Embedding, Embedding) : [];
        var average = encoder.Select(each => each.detach().clone()).ToArray();
        using var optimizer = optim.Adam([.. encoder, .. predictor], Rate);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var (_, first, second) = views.Draw(Batch);
            var (one, other) = (Answer(encoder, first), Answer(encoder, second));
            var loss = !Predicts && !Stops && !Averages ? Loss(one, other) : Both(
                predictor, one, other, Target(average, first, one), Target(average, second, other));
            loss.backward();
            optimizer.step();
            using var quiet = no_grad();
            foreach (var (kept, now) in average.Zip(encoder))
            {
                kept.mul_(Momentum).add_(now * (1 - Momentum));
            }
        }

        using var still = no_grad();
        var (content, view, partner) = views.Draw(Sample);
        return ViewResult.Of(Answer(encoder, view), Answer(encoder, partner), content);
    }

    Tensor Both(Parameter[] predictor, Tensor one, Tensor other, Tensor targetOne, Tensor targetOther)
    {
        Tensor Predicted(Tensor rows) => Predicts ? Answer(predictor, rows) : rows;
        return (Loss(Predicted(one), targetOther) + Loss(Predicted(other), targetOne)) / 2;
    }

    Tensor Target(Tensor[] average, Tensor view, Tensor now)
    {
        if (Averages)
        {
            using var quiet = no_grad();
            return Answer(average, view);
        }

        return Stops ? now.detach() : now;
    }

    static Tensor Answer(IReadOnlyList<Tensor> weights, Tensor rows) =>
        (rows.mm(weights[0]) + weights[1]).relu().mm(weights[2]) + weights[3];

    static Parameter[] Network(SeededRandom random, int inputs, int outputs) =>
    [
        new(Draws.Floats(random, inputs, Hidden) * Math.Sqrt(2.0 / inputs)), new(zeros(Hidden)),
        new(Draws.Floats(random, Hidden, outputs) / Math.Sqrt(Hidden)), new(zeros(outputs)),
    ];
}

/// <summary>What became of an encoder.</summary>
/// <param name="Spread">
/// Mean standard deviation of an entry of unit embeddings times √width: 1 spread over the sphere, 0 one point.
/// </param>
/// <param name="Deviation">Mean standard deviation of an entry of the embeddings as they are.</param>
/// <param name="Rank">Entropy rank on eigenvalues of unit embeddings, centred; at most 32.</param>
/// <param name="Alignment">Mean cosine of two views of a row.</param>
/// <param name="Likeness">Mean cosine of different rows.</param>
/// <param name="Content">Share of the variance of what views share that embeddings explain linearly, 0 … 1.</param>
sealed record ViewResult(
    double Spread, double Deviation, double Rank, double Alignment, double Likeness, double Content)
{
    /// <summary>Of embeddings.</summary>
    public static ViewResult Of(Tensor rows, Tensor partners, Tensor content)
    {
        var unit = ViewLoss.Unit(rows).to(ScalarType.Float64);
        var centred = unit - unit.mean([0], true);
        var (u, s, _) = linalg.svd(rows.to(ScalarType.Float64) - rows.to(ScalarType.Float64).mean([0], true), false);
        var values = s.data<double>().ToArray();
        var used = u.narrow(1, 0, Math.Max(1, values.Count(value => value > 1e-6 * values[0])));
        var known = content.to(ScalarType.Float64);
        known -= known.mean([0], true);
        return new(
            centred.pow(2).mean([0]).sqrt().mean().item<double>() * Math.Sqrt(unit.shape[1]),
            rows.std(0).mean().item<float>(),
            SpectralMeasures.EntropyRankEv(linalg.svdvals(centred).data<double>().ToArray()),
            (unit * ViewLoss.Unit(partners).to(ScalarType.Float64)).sum(1).mean().item<double>(),
            (unit.sum([0]).pow(2).sum().item<double>() - unit.shape[0]) / (unit.shape[0] * (unit.shape[0] - 1.0)),
            (used.t().mm(known).pow(2).sum() / known.pow(2).sum()).item<double>());
    }
}
