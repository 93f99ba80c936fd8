using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Calibration;
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
    /// <exception cref="InputException">A grouped metric without such a field to group by, or one that no label has.
    /// </exception>
    public Evaluator(RankingModel model, IReadOnlyList<Metric> metrics, string? groupId, Machine? machine = null)
        : this(model, metrics, groupId, machine, checks: true)
    {
    }

    /// <summary>What the answers of a model with one label pass before they are handed out, or null.</summary>
    public CalibrationMap? Calibration { get; init; }

    Evaluator(RankingModel model, IReadOnlyList<Metric> metrics, string? groupId, Machine? machine, bool checks)
    {
        _model = model;
        _metrics = metrics;
        _machine = machine ?? Machine.Sequential;
        var labels = model.LabelsOf();
        var numbers = labels.Count(model.Schema.NumberLabels.Contains);
        if (checks && numbers == labels.Count && metrics.FirstOrDefault(metric => !metric.TakesNumbers) is { } unfit)
        {
            throw InputException.At(
                "metrics", $"'{unfit}' for {string.Join(", ", labels)}, which is any number", Metric.AllowedOfNumbers);
        }

        if (metrics.Any(metric => metric.NeedsGroup))
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

        var all = PredictAll(split);
        predictions = all[0];
        return TaskMetrics.Join(
            _model.LabelsOf(), [.. all.Select((own, task) => own.Measure([.. _metrics.Where(MetricFits(task))]))]);
    }

    /// <summary>The metrics asked for and, for the end of a run, <c>calibration</c>, <c>ECE</c> and its null.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    public IReadOnlyDictionary<string, double> EvaluateFully(IBatchSource split) => EvaluateFully(split, out _);

    /// <summary>The same, with the predictions of the first task.</summary>
    /// <exception cref="InputException">The split is empty.</exception>
    internal IReadOnlyDictionary<string, double> EvaluateFully(IBatchSource split, out Predictions predictions)
    {
        IReadOnlyList<Metric> metrics = [.. _metrics.Union([Metric.Calibration, Metric.CalibrationError])];
        return new Evaluator(_model, metrics, _group?.Name, _machine, checks: false) { Calibration = Calibration }
            .Evaluate(split, out predictions);
    }

    /// <summary>By label, those of a table of metrics that this one measures.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> ByLabel(
        IReadOnlyDictionary<string, double> table) => _model.LabelsOf().ToDictionary(
        label => label,
        IReadOnlyDictionary<string, double> (label) => TaskMetrics.Of(_model.LabelsOf(), label, table)
            .Where(entry => _metrics.Any(metric => metric.Name == entry.Key))
            .ToDictionary(entry => entry.Key, entry => entry.Value));

    /// <summary>The loss of the first task in a table of metrics: its log loss, or its mean squared error.</summary>
    internal double LossOfFirst(IReadOnlyDictionary<string, double> table) =>
        TaskMetrics.Of(_model.LabelsOf(), _model.LabelsOf()[0], table).GetValueOrDefault(
            (_model.Schema.IsNumber(0) ? Metric.MeanSquared : Metric.Logloss).Name, double.NaN);

    /// <summary>The answer for each row, of the first task.</summary>
    public Predictions Predict(IBatchSource split) => PredictAll(split)[0];

    /// <summary>The answer for each row, task by task.</summary>
    public IReadOnlyList<Predictions> PredictAll(IBatchSource split)
    {
        var (rows, tasks) = (checked((int)split.Rows), _model.Tasks);
        var (answers, labels) = (new float[tasks][], new float[tasks][]);
        for (var task = 0; task < tasks; task++)
        {
            (answers[task], labels[task]) = (new float[rows], new float[rows]);
        }

        var weights = _model.Schema.Weight is null ? null : new float[rows];
        var groups = new long[_group is null ? 0 : rows];
        var done = 0;
        Score(split, (batch, scores) =>
        {
            for (var task = 0; task < tasks; task++)
            {
                for (var row = 0; row < batch.Rows; row++)
                {
                    answers[task][done + row] = scores[row * tasks + task];
                }

                batch.TaskLabels[task].AsSpan(0, batch.Rows).CopyTo(labels[task].AsSpan(done));
            }

            if (weights is not null)
            {
                batch.Weights.AsSpan(0, batch.Rows).CopyTo(weights.AsSpan(done));
            }

            CopyGroups(batch, groups.AsSpan(_group is null ? 0 : done));
            done += batch.Rows;
        });
        return [.. answers.Zip(labels, (own, label) => new Predictions(own, label, groups, weights))];
    }

    /// <summary>
    /// Hands out each batch with its rows' answers, [rows, tasks] row-major, in order, in constant memory.
    /// </summary>
    public void Score(IBatchSource split, Action<Batch, ReadOnlySpan<float>> take)
    {
        foreach (var batch in split.Sequential())
        {
            Score(batch, scores => take(batch, scores));
        }
    }

    /// <summary>Hands out the answers to a batch's rows, [rows, tasks] row-major.</summary>
    public void Score(Batch batch, Action<ReadOnlySpan<float>> take)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var logits = _model.Logits(batch, ForwardPass.Evaluate(machine: _machine));
        var answers = TensorSpans.Floats(_model.Answers(logits).contiguous());
        Calibration?.Apply(answers);
        take(answers);
    }

    Func<Metric, bool> MetricFits(int task) => metric => metric.TakesNumbers || !_model.Schema.IsNumber(task);

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
