using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Evaluation;

/// <summary>Streams a split through a model in evaluation mode, without gradients; weights, buffers and randomness stay untouched.</summary>
public sealed class Evaluator
{
    readonly RankingModel _model;
    readonly IReadOnlyList<Metric> _metrics;
    readonly Field? _group;
    readonly Workers _workers;

    /// <summary>Evaluates with these metrics; grouped ones need <paramref name="groupId"/> to name a meta field.</summary>
    /// <exception cref="InputException">A grouped metric without a meta field to group by.</exception>
    public Evaluator(RankingModel model, IReadOnlyList<Metric> metrics, string? groupId, Workers? workers = null)
    {
        (_model, _metrics, _workers) = (model, metrics, workers ?? Workers.Sequential);
        if (metrics.Any(metric => metric.NeedsGroup()))
        {
            var meta = model.Schema.Fields.Where(one => one.Kind == FieldKind.Meta).ToList();
            _group = meta.FirstOrDefault(one => one.Name == groupId) ?? throw InputException.At(
                "group_id",
                groupId is null ? "nothing" : $"'{groupId}'",
                meta.Count == 0 ? "a field of type meta, which this data set lacks" : string.Join(" | ", meta.Select(one => one.Name)));
        }
    }

    /// <summary>The metrics of a split by name.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(IBatchSource split)
    {
        if (split.Rows == 0)
        {
            throw new InputException("the split to evaluate holds no rows");
        }

        return Predict(split).Measure(_metrics);
    }

    /// <summary>The metrics of a split that ends a run: those asked for, then how well it is calibrated (<c>calibration</c> and <c>ECE</c>).</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> EvaluateFully(IBatchSource split) =>
        new Evaluator(_model, [.. _metrics.Union([Metric.Calibration, Metric.CalibrationError])], _group?.Name, _workers).Evaluate(split);

    /// <summary>The probability of each row.</summary>
    public Predictions Predict(IBatchSource split)
    {
        var rows = checked((int)split.Rows);
        var (probabilities, labels, groups) = (new float[rows], new float[rows], new long[_group is null ? 0 : rows]);
        var done = 0;
        Score(split, (batch, scores) =>
        {
            scores.CopyTo(probabilities.AsSpan(done));
            batch.Labels.AsSpan(0, batch.Rows).CopyTo(labels.AsSpan(done));
            CopyGroups(batch, groups.AsSpan(_group is null ? 0 : done));
            done += batch.Rows;
        });
        return new Predictions(probabilities, labels, groups);
    }

    /// <summary>Hands out each batch with the probabilities of its rows, in order; memory does not depend on the split.</summary>
    public void Score(IBatchSource split, Action<Batch, ReadOnlySpan<float>> take)
    {
        foreach (var batch in split.Sequential())
        {
            Score(batch, scores => take(batch, scores));
        }
    }

    /// <summary>Hands out the probabilities of a batch's rows.</summary>
    public void Score(Batch batch, Action<ReadOnlySpan<float>> take)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        take(TensorSpans.Floats(_model.Logits(batch, ForwardPass.Evaluate(workers: _workers)).sigmoid().contiguous()));
    }

    void CopyGroups(Batch batch, Span<long> groups)
    {
        if (_group is not null)
        {
            var offset = batch.Layout.Offset(_group);
            for (var b = 0; b < batch.Rows; b++)
            {
                groups[b] = batch.Meta[b * batch.Layout.MetaColumns + offset];
            }
        }
    }
}
