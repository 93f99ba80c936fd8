using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Training.State;

namespace RankElastor.Training.Evaluation;

/// <summary>
/// A logistic regression on the encoded rows, logit = b + Σ w, trained in a fraction of a run's time to hold the run
/// against: one weight per id (of a sequence the mean over its ids) and one per standardised number.
/// </summary>
/// <remarks>
/// Stochastic gradient by single rows with Adagrad's step, η·g / √(1 + Σg²), on the caller's thread: the same rows in
/// the same order give the same bits. The pass with the least log loss on the validation rows is kept.
/// </remarks>
sealed class LogisticBaseline
{
    /// <summary>Passes after which it ends in any case.</summary>
    public const int MostPasses = 20;

    /// <summary>Rows behind the mean and the deviation of numbers.</summary>
    const int ScaleRows = 10_000;

    const double Share = 0.03;

    /// <summary>Values of rows that may be learnt in any case: some 30 ms.</summary>
    const double FreeVisits = 2e6;

    /// <summary>Multiply-adds of a model that cost what learning one value of a row does (15 ns).</summary>
    const double ProductsOfVisit = 500;

    /// <summary>What a step costs whatever its size (300 µs), in the same unit.</summary>
    const double VisitsOfStep = 20_000;

    const float Rate = 0.2f;
    const float MostDeviations = 5;

    readonly List<(int Place, bool IsSequence, int Table)> _fields = [];
    readonly (float Shift, float Scale)[] _scales;
    readonly float[] _weights;
    readonly float[] _squares;
    readonly float[] _numbers;
    readonly int _numberWeights;

    LogisticBaseline(BatchLayout layout, (float Shift, float Scale)[] scales)
    {
        var size = 1; // the bias
        foreach (var field in layout.Schema.Fields.Where(field => field.VocabularySize > 0))
        {
            _fields.Add((layout.Offset(field), field.Kind == FieldKind.Sequence, size));
            size = checked(size + field.VocabularySize);
        }

        _numberWeights = size;
        size += layout.NumberColumns;
        (_scales, _numbers) = (scales, new float[layout.NumberColumns]);
        (_weights, _squares) = (new float[size], new float[size]);
    }

    /// <summary>Passes over the training rows that were begun.</summary>
    public int Passes { get; private set; }

    /// <summary>Rows that it learnt from, each as often as it was seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Weights that the best pass left.</summary>
    float[] Kept { get; set; } = [];

    /// <summary>
    /// Trains on at most <paramref name="most"/> rows, in the orders of epochs from <paramref name="epoch"/> on, until
    /// two passes in a row do not improve; null where a split is empty.
    /// </summary>
    public static LogisticBaseline? Train(IBatchSource train, IBatchSource valid, int epoch, long most)
    {
        if (train.Rows == 0 || valid.Rows == 0 || most <= 0)
        {
            return null;
        }

        var (layout, scales) = Scales(train.Epoch(epoch, 0));
        var model = new LogisticBaseline(layout, scales);
        var (best, worse) = (double.PositiveInfinity, 0);
        while (model.Rows < most && model.Passes < MostPasses && worse < 2)
        {
            model.Pass(train.Epoch(epoch + model.Passes, 0), most);
            var loss = model.Predict(valid, model._weights).Measure([Metric.Logloss])[Metric.Logloss.Name];
            worse = loss < best ? 0 : worse + 1;
            if (loss < best)
            {
                (best, model.Kept) = (loss, [.. model._weights]);
            }
        }

        return model.Kept.Length > 0 ? model : null;
    }

    /// <summary>
    /// The rows that a baseline may learn from to take about 3 % of the time that training took: from shapes alone, so
    /// that the same run always gets the same baseline.
    /// </summary>
    /// <param name="model">The model that was trained.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="train">The rows that it was trained on.</param>
    /// <param name="valid">The rows that each pass is measured on.</param>
    public static long Allowance(RankingModel model, long steps, IBatchSource train, IBatchSource valid)
    {
        var layout = new BatchLayout(model.Schema);
        var columns = Math.Max(1, layout.Positions + layout.NumberColumns);
        var trained = steps * Math.Min(train.BatchRows, train.Rows);
        var products = 3.0 * model.ProductsPerRow * trained; // forward, and backward to inputs and weights
        var visits = FreeVisits + Share * (products / ProductsOfVisit + steps * VisitsOfStep);
        var measuring = valid.Rows / (3.0 * Math.Max(1, train.Rows)); // a third of the work of learning
        return (long)Math.Min(visits / columns / (1 + measuring), (double)MostPasses * train.Rows);
    }

    /// <summary>AUC and log loss of a split.</summary>
    public IReadOnlyDictionary<string, double> Measure(IBatchSource split) =>
        Predict(split, Kept).Measure([Metric.Auc, Metric.Logloss]);

    void Pass(IEnumerable<Batch> batches, long most)
    {
        Passes++;
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Rows && Rows < most; row++, Rows++)
            {
                Learn(batch, row);
            }

            if (Rows >= most)
            {
                return;
            }
        }
    }

    void Learn(Batch batch, int row)
    {
        var gradient = Probability(Logit(batch, row, _weights)) - batch.Labels[row];
        Step(0, gradient);
        foreach (var (place, isSequence, table) in _fields)
        {
            var own = Ids(batch, row, place, isSequence);
            var present = isSequence ? own.Length - own.Count(0) : 1;
            foreach (var id in own)
            {
                if (id != 0)
                {
                    Step(table + id, gradient / present);
                }
            }
        }

        for (var column = 0; column < _numbers.Length; column++)
        {
            Step(_numberWeights + column, gradient * _numbers[column]);
        }
    }

    static ReadOnlySpan<int> Ids(Batch batch, int row, int place, bool isSequence) => isSequence
        ? batch.Sequences[place].Row(row) : batch.Ids.AsSpan(row * batch.Layout.IdColumns + place, 1);

    void Step(int weight, float gradient)
    {
        var squares = _squares[weight] += gradient * gradient;
        _weights[weight] -= Rate * gradient / MathF.Sqrt(1 + squares);
    }

    /// <summary>Leaves the row's standardised numbers behind.</summary>
    float Logit(Batch batch, int row, float[] weights)
    {
        var logit = weights[0];
        foreach (var (place, isSequence, table) in _fields)
        {
            var own = Ids(batch, row, place, isSequence);
            if (!isSequence)
            {
                logit += weights[table + own[0]];
                continue;
            }

            var (sum, present) = (0f, 0);
            foreach (var id in own)
            {
                sum += id == 0 ? 0 : weights[table + id];
                present += id == 0 ? 0 : 1;
            }

            logit += present == 0 ? 0 : sum / present;
        }

        var numbers = batch.Numbers.AsSpan(row * _numbers.Length, _numbers.Length);
        for (var column = 0; column < numbers.Length; column++)
        {
            var scaled = (numbers[column] - _scales[column].Shift) / _scales[column].Scale;
            _numbers[column] = Math.Clamp(scaled, -MostDeviations, MostDeviations);
            logit += weights[_numberWeights + column] * _numbers[column];
        }

        return logit;
    }

    Predictions Predict(IBatchSource split, float[] weights)
    {
        var rows = checked((int)split.Rows);
        var (probabilities, labels, done) = (new float[rows], new float[rows], 0);
        foreach (var batch in split.Sequential())
        {
            for (var row = 0; row < batch.Rows; row++, done++)
            {
                probabilities[done] = Probability(Logit(batch, row, weights));
                labels[done] = batch.Labels[row];
            }
        }

        return new Predictions(probabilities, labels, []);
    }

    static float Probability(float logit) => 1 / (1 + MathF.Exp(-logit));

    /// <summary>Mean and deviation of each number over the first rows.</summary>
    static (BatchLayout Layout, (float Shift, float Scale)[] Scales) Scales(IEnumerable<Batch> batches)
    {
        BatchLayout? layout = null;
        (double Sum, double Squares)[] sums = [];
        var rows = 0;
        foreach (var batch in batches)
        {
            layout ??= batch.Layout;
            Array.Resize(ref sums, layout.NumberColumns);
            for (var value = 0; value < batch.Rows * sums.Length; value++)
            {
                var number = (double)batch.Numbers[value];
                ref var sum = ref sums[value % sums.Length];
                sum = (sum.Sum + number, sum.Squares + number * number);
            }

            rows += batch.Rows;
            if (rows >= ScaleRows)
            {
                break;
            }
        }

        return (layout!, [.. sums.Select(sum => Scale(sum.Sum / rows, sum.Squares / rows))]);

        static (float Shift, float Scale) Scale(double mean, double square)
        {
            var deviation = Math.Sqrt(Math.Max(0, square - mean * mean));
            return ((float)mean, deviation > 1e-9 * Math.Abs(mean) && deviation > 0 ? (float)deviation : 1);
        }
    }
}
