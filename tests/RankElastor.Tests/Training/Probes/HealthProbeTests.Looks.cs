using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Probes;

public sealed partial class HealthProbeTests
{
    [Theory]
    [InlineData(40, 12)]
    [InlineData(12, 40)]
    public void Batch_OfADominatingMean_IsKnownByItsCentredSpectrum(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var x = TinyCase.Normal(5, rows, columns);
        var centred = x - x.mean([0], keepdim: true);
        var measures = BatchHealth.Of(_moment, "x", centred + 100, MeasureCatalogue.Default).Measures;
        var singular = linalg.svdvals(centred.to(ScalarType.Float64)).data<double>().ToArray();
        var energy = singular.Sum(s => s * s);
        Assert.Equal(energy / (singular[0] * singular[0]), measures["stable_rank_centred"], 1e-4);
        Assert.Equal(1e4 * rows * columns / (1e4 * rows * columns + energy), measures["mean_energy"], 1e-5);
        Assert.Equal(1, measures["stable_rank"], 1e-3);
        Assert.Equal(1, measures["top1_energy"], 1e-3);
    }

    [Fact]
    public void Weights_AreMeasuredOnRequestOnly()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor");
        var probe = new HealthProbe(model, new MemorySource(TinyCase.Batch(Rows), 10, 1), Rows, Machine.Sequential);
        var health = probe.Measure(_moment).Health;
        Assert.DoesNotContain(health, record => record.Kind == SubjectKind.Weight);
        var mixing = probe.Weights(_moment)
            .Single(record => record.Subject.EndsWith("cross_mixing.weight", StringComparison.Ordinal));
        var value = model.Parameters.All.Single(entry => entry.Name == mixing.Subject).Value.to(ScalarType.Float64);
        Assert.Equal(
            (value.square().sum() / linalg.svdvals(value).max().square()).item<double>(),
            mixing.Measures["stable_rank"],
            1e-5);
        Assert.DoesNotContain(
            probe.Weights(_moment),
            record => record.Subject.EndsWith("bias", StringComparison.Ordinal)
                || record.Subject.EndsWith("gamma", StringComparison.Ordinal));
        var whole = Find(health, "model", "model").Measures;
        Assert.Equal(0.01 / whole["weight_rms"], whole["relative_step"], 1e-6);
    }

    [Fact]
    public void Looking_LeavesWeightsAndGradientsAlone()
    {
        static byte[] Train(bool looks)
        {
            using var scope = NewDisposeScope();
            using var model = TinyCase.Build("RankElastor", ("pred_head", "mlp"), ("proj_param.dropout", 0.2));
            var machine = new Machine(2);
            var optimiser = new ModelOptimiser(model, new OptimiserOptions(), machine.Workers);
            var step = new TrainingStep(model, optimiser, LossForm.Logit, 5, machine);
            var probe = looks
                ? new HealthProbe(model, new MemorySource(TinyCase.Batch(Rows), 10, 1), 16, machine)
                : null;
            var batch = TinyCase.Batch(Rows);
            for (var i = 1; i <= 4; i++)
            {
                probe?.Measure(_moment);
                probe?.Weights(_moment);
                step.Run(batch, i);
            }

            return [
                .. model.Parameters.All
                    .Select(entry => entry.Value)
                    .Concat(model.Embeddings[0].Tables.Select(table => table.Weights))
                    .SelectMany(values => values.bytes.ToArray())];
        }

        Assert.Equal(Train(looks: false), Train(looks: true));
    }
}
