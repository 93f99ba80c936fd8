using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes;

/// <summary>
/// What is read beside an evaluation, in one pass over the sampled rows, layer by layer, so that gates and attention
/// inside fused kernels are seen too. It only reads: no randomness, no buffer, no gradient.
/// </summary>
/// <remarks>
/// Whatever alarms and monitors may act on is of a fixed size (the sampled rows, the chosen table rows), so that
/// nothing that can influence weights depends on a clock. Only the spectra of weight matrices, on which nothing acts,
/// come and go with the budget.
/// </remarks>
public sealed class HealthProbe
{
    readonly RankingModel _model;
    readonly ValidationSample _sample;
    readonly SpectrumProbe _spectra;
    readonly TableHealth _tables;
    readonly MeasureCatalogue _measures;
    readonly Machine _machine;

    /// <summary>At most <paramref name="rows"/> evenly spaced rows, and the split's look-ups; one pass.</summary>
    public HealthProbe(
        RankingModel model, IBatchSource split, int rows, Machine machine, MeasureCatalogue? measures = null)
    {
        (_model, _machine, _measures) = (model, machine, measures ?? MeasureCatalogue.Default);
        _sample = new ValidationSample(split, rows, [.. model.Embeddings.Where(set => set.Width > 1)]);
        _spectra = new SpectrumProbe(_measures, machine.Workers);
        _tables = new TableHealth(model.Embeddings, _sample, machine.Workers, _measures);
    }

    /// <summary>What the present weights do, in the model's order. Without a loss, with the sample's own.</summary>
    public ProbeReading Measure(ProbeMoment moment)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var seen = Pass(out var loss);
        moment = double.IsNaN(moment.ValidLoss) ? moment with { ValidLoss = loss } : moment;
        var sites = _model.Sites.Where(site => seen.ContainsKey(site.Stage)).ToList();
        return new ProbeReading(
            [
                .. sites.Where(site => site.HasRows)
                    .Select(site => _spectra.Record(site, seen[site.Stage], moment)),
            ],
            [
                .. sites.SelectMany(site => OfSite(moment, site, seen[site.Stage])),
                .. _tables.Measure(moment),
                .. ModelHealth.Of(moment, _model.Parameters) is { } whole ? (HealthRecord[])[whole] : [],
            ]);
    }

    /// <summary>Spectra of the weight matrices, which cost more than all else.</summary>
    public IReadOnlyList<HealthRecord> Weights(ProbeMoment moment) =>
        [.. WeightHealth.Matrices(_model.Parameters).Select(matrix => WeightHealth.Of(moment, matrix, _measures))];

    Dictionary<string, Tensor> Pass(out double loss)
    {
        var stages = _model.Sites.Select(site => site.Stage).ToHashSet();
        var seen = new Dictionary<string, Tensor>();
        var pass = ForwardPass.Evaluate((stage, value) =>
        {
            if (stages.Contains(stage))
            {
                seen[stage] = value.contiguous();
            }
        }, _machine);
        var rows = _sample.Rows;
        loss = FirstTask.Loss(_model, _model.Logits(rows, pass), rows);
        return seen;
    }

    IEnumerable<HealthRecord> OfSite(ProbeMoment moment, Site site, Tensor value) => site.Kind switch
    {
        SiteKind.Tokens when value.shape[1] > 1 =>
            [BatchHealth.Of(moment, site.Name, value, _measures), TokenHealth.Of(moment, site.Name, value)],
        SiteKind.Padded when PaddedRows.Present(value) is var present && present.shape[0] > 0 =>
        [
            BatchHealth.Of(moment, site.Name, present, _measures),
            TokenHealth.Of(moment, site.Name, value, isPadded: true),
        ],
        SiteKind.Tokens or SiteKind.Vector => [BatchHealth.Of(moment, site.Name, value, _measures)],
        SiteKind.Gate => [GateHealth.Of(moment, site.Name, value)],
        SiteKind.Attention when value.shape[^1] > 1 => [AttentionHealth.Of(moment, site.Name, value)],
        _ => [],
    };
}
