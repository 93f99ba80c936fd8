using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Remedies;

[Collection("torch")]
public sealed class RemedySetTests
{
    [Fact]
    public void Step_AddsWeightTimesTheMeanOverSites_ToItsLoss()
    {
        var plain = FirstLoss([]);
        var (tokens, ffn) = (Penalised("tokens") - plain, Penalised("block1/ffn") - plain);
        Assert.True(tokens > 0 && ffn > 0, $"{tokens} {ffn}");
        string[] sites = ["embedding", "tokens", "block1/mixing", "block1/norm", "block1/ffn"];
        var all = sites.Average(site => Penalised(site) - plain);
        Assert.Equal(all, FirstLoss([Entropy with { Site = "*", Weight = 1 }]) - plain, 1e-5);
        Assert.Equal(0.1 * all, FirstLoss([Entropy with { Site = null, Weight = 0.1 }]) - plain, 1e-5);
        Assert.Equal(
            tokens + ffn,
            FirstLoss([Entropy with { Site = "tokens", Weight = 1 }, Entropy with { Weight = 1 }]) - plain,
            1e-5);

        static double Penalised(string site) => FirstLoss([Entropy with { Site = site, Weight = 1 }]);
    }

    [Fact]
    public void Dormant_ChangesNoBit_UntilActivated()
    {
        using var plain = new TrainedSteps([]);
        using var dormant = new TrainedSteps([Entropy with { IsDormant = true, Weight = 1 }]);
        Assert.Equal(plain.Run(2), dormant.Run(2));
        Assert.Equal(plain.Weights, dormant.Weights);
        Assert.Empty(dormant.Remedies.Active);
        Assert.Equal(["von_neumann_entropy"], dormant.Remedies.Dormant);
        Assert.False(dormant.Remedies.Activate("uniformity"));
        Assert.True(dormant.Remedies.Activate("von_neumann_entropy"));
        Assert.False(dormant.Remedies.Activate("von_neumann_entropy"));
        Assert.Equal(["von_neumann_entropy"], dormant.Remedies.Active);
        Assert.Equal(["von_neumann_entropy"], dormant.Remedies.Activated);
        Assert.NotEqual(plain.Run(1), dormant.Run(1));
        var resumed = new RemedySet(dormant.Model, [Entropy with { IsDormant = true }]);
        resumed.Restore(dormant.Remedies.Activated);
        Assert.Equal(["von_neumann_entropy"], resumed.Active);
    }

    [Theory]
    [InlineData("vicreg_variance", "tokens")]
    [InlineData("vicreg_covariance", "block1/ffn")]
    [InlineData("von_neumann_entropy", "block1/ffn")]
    [InlineData("singular_value_variance", "tokens")]
    [InlineData("uniformity", "block1/ffn")]
    [InlineData("field_decorrelation", "tokens")]
    [InlineData("token_orthogonality", "block1/ffn")]
    [InlineData("weight_orthogonality", "block1/mixing")]
    public void Remedy_InTraining_LowersItsOwnPenalty(string name, string site)
    {
        using var without = new TrainedSteps([]);
        using var with = new TrainedSteps([new RemedyOptions { Name = name, Site = site, Weight = 1 }]);
        without.Run(40);
        with.Run(40);
        var (free, held) = (without.Measure(name, site), with.Measure(name, site));
        Assert.True(held < free - 0.02 * Math.Abs(free), $"{name} at {site}: {free} without, {held} with");
    }

    [Theory]
    [InlineData(
        "block1/fn",
        "model_config.yaml: X: remedies: site: found 'block1/fn'; allowed: embedding | tokens | block1/mixing | "
            + "block1/norm | block1/ffn; did you mean 'block1/ffn'?")]
    [InlineData(
        "block2/*",
        "model_config.yaml: X: remedies: site: found 'block2/*'; allowed: embedding | tokens | block1/mixing | "
            + "block1/norm | block1/ffn")]
    public void UnknownSite_IsOneLine(string site, string expected)
    {
        using var model = TinyCase.Build("RankElastor");
        var options = new RemedyOptions { Name = "uniformity", Site = site, Where = "model_config.yaml: X: remedies" };
        Assert.Equal(expected, Assert.Throws<InputException>(() => new RemedySet(model, [options])).Message);
    }

    [Fact]
    public void WeightsOfASiteWithoutAny_AreOneLine()
    {
        using var model = TinyCase.Build("RankElastor");
        var options = new RemedyOptions { Name = "weight_orthogonality", Site = "block1/norm" };
        Assert.Equal(
            "remedies: site: found 'block1/norm', which has no weight matrix; allowed: tokens | block1/mixing | "
                + "block1/ffn",
            Assert.Throws<InputException>(() => new RemedySet(model, [options])).Message);
    }

    static RemedyOptions Entropy { get; } = new() { Name = "von_neumann_entropy", Site = "block1/ffn" };

    static double FirstLoss(IReadOnlyList<RemedyOptions> remedies)
    {
        using var steps = new TrainedSteps(remedies);
        return steps.Run(1);
    }

    /// <summary>A small RankElastor, trained on one batch.</summary>
    sealed class TrainedSteps : IDisposable
    {
        readonly Batch _batch = TinyCase.Batch(24);
        readonly TrainingStep _step;
        long _steps;

        public TrainedSteps(IReadOnlyList<RemedyOptions> remedies)
        {
            set_num_threads(1);
            Model = TinyCase.Build("RankElastor");
            TinyCase.Scatter(Model);
            for (var row = 0; row < _batch.Rows; row++)
            {
                _batch.Labels[row] = row % 3 == 0 ? 1 : 0;
            }

            Remedies = new RemedySet(Model, remedies);
            var optimiser = new ModelOptimiser(Model, new OptimiserOptions { LearningRate = 0.01 }, Workers.Sequential);
            _step = new TrainingStep(Model, optimiser, LossForm.Logit, 1, Machine.Sequential, Remedies);
        }

        public RankElastorModel Model { get; }

        public RemedySet Remedies { get; }

        public byte[] Weights =>
            [
                .. Model.Parameters.All
                    .Select(entry => entry.Value)
                    .Concat(Model.Embeddings[0].Tables.Select(table => table.Weights))
                    .SelectMany(values => values.bytes.ToArray())];

        /// <summary>Trains; the last step's loss.</summary>
        public double Run(int steps)
        {
            var loss = 0.0;
            for (var i = 0; i < steps; i++)
            {
                loss = _step.Run(_batch, ++_steps);
            }

            return loss;
        }

        /// <summary>The penalty of the weights as they are.</summary>
        public double Measure(string name, string site)
        {
            using var scope = NewDisposeScope();
            var set = new RemedySet(Model, [new RemedyOptions { Name = name, Site = site, Weight = 1 }]);
            Model.Logits(_batch, ForwardPass.Evaluate(set.Observer(null), sitesOnly: true));
            return set.Penalty()!.ToDouble();
        }

        public void Dispose() => Model.Dispose();
    }
}
