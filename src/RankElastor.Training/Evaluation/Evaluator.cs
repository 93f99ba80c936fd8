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

/// <summary>Streams a split through a model in evaluation mode, without gradients or any change of state.</summary>
public sealed class Evaluator
{
    readonly RankingModel _model;
    readonly IReadOnlyList<Metric> _metrics;
    readonly Field? _group;
    readonly Machine _machine;

    /// <summary>Evaluates these metrics; grouped ones need the name of a meta or categorical field.</summary>
    /// <exception cref="InputException">A grouped metric without such a field to group by.</exception>
    public Evaluator(RankingModel model, IReadOnlyList<Metric> metrics, string? groupId, Machine? machine = null)
    {
        _model = model;
        _metrics = metrics;
        _machine = machine ?? Machine.Sequential;
        if (metrics.Any(metric => metric.NeedsGroup()))
        {
            var meta = model.Schema.Fields
                .Where(field => field.Kind is FieldKind.Meta or FieldKind.Categorical).ToList();
            _group = meta.Find(field => field.Name == groupId) ?? throw InputException.At(
                "group_id",
                groupId is null ? "nothing" : $"'{groupId}'",
                meta.Count == 0
                    ? "a meta or categorical field, which this data set lacks"
                    : string.Join(" | ", meta.Select(field => field.Name)));
        }
    }

    /// <summary>The metrics of a split by name.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(IBatchSource split) => Evaluate(split, out _);

    /// <summary>The same, with the predictions behind them.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> Evaluate(IBatchSource split, out Predictions predictions)
    {
        if (split.Rows == 0)
        {
            throw new InputException("the split to evaluate holds no rows");
        }

        predictions = Predict(split);
        return predictions.Measure(_metrics);
    }

    /// <summary>The metrics asked for and, for the end of a run, <c>calibration</c>, <c>ECE</c> and its null.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> EvaluateFully(IBatchSource split)
    {
        IReadOnlyList<Metric> metrics = [.. _metrics.Union([Metric.Calibration, Metric.CalibrationError])];
        return new Evaluator(_model, metrics, _group?.Name, _machine).Evaluate(split);
    }

    /// <summary>The probability of each row.</summary>
    public Predictions Predict(IBatchSource split)
    {
        var rows = checked((int)split.Rows);
        var probabilities = new float[rows];
        var labels = new float[rows];
        var groups = new long[_group is null ? 0 : rows];
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

    /// <summary>Hands out each batch with its rows' probabilities, in order, in constant memory.</summary>
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
        take(TensorSpans.Floats(_model.Logits(batch, ForwardPass.Evaluate(machine: _machine)).sigmoid().contiguous()));
    }

    void CopyGroups(Batch batch, Span<long> groups)
    {
        if (_group is not null)
        {
            var offset = batch.Layout.Offset(_group);
            for (var b = 0; b < batch.Rows; b++)
            {
                groups[b] = _group.Kind == FieldKind.Meta ? batch.Meta[b * batch.Layout.MetaColumns + offset]
                    : batch.Ids[b * batch.Layout.IdColumns + offset];
            }
        }
    }
}
