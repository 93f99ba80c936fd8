using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Training.Probes.Residuals;

/// <summary>
/// AUC that the model leaves on the table (<see cref="ResidualCrosses"/>), of the first task: judged on evenly spaced
/// validation rows, helped by the rows that training saw last.
/// </summary>
sealed class ResidualProbe
{
    /// <summary>The most validation rows that judge.</summary>
    public const int MostJudged = 1 << 15;

    /// <summary>The most rows of training that help.</summary>
    public const int MostRecent = 1 << 16;

    /// <summary>Values of crosses that are looked at in any case (4 ns each): some 50 ms.</summary>
    const double FreeVisits = 1.2e7;

    /// <summary>Multiply-adds of a model that cost what looking at one value does.</summary>
    const double ProductsOfVisit = 133;

    const double Share = 0.002;

    /// <summary>Standard errors from the gain to the lower end of its one-sided 95 % interval.</summary>
    const double OneSided95 = 1.645;

    readonly FieldCodes _codes;
    readonly CodedRows _judged;
    readonly ResidualCrosses _crosses;
    readonly Batch _sample;
    readonly Workers _workers;
    readonly bool _isOfNumbers; // AUC is of two classes

    /// <summary>
    /// Judges on rows of <paramref name="valid"/>; <paramref name="trainRows"/> may help. Of both so many that it takes
    /// about a five-hundredth of <paramref name="products"/>, the multiply-adds of training between two evaluations:
    /// from shapes alone, so that the same run always looks at the same rows.
    /// </summary>
    public ResidualProbe(
        IBatchSource valid, long trainRows, Workers workers, Schema schema, double products = double.PositiveInfinity)
    {
        (_workers, _isOfNumbers) = (workers, schema.IsNumber(0));
        var fields = FieldCodes.Count(schema);
        var visits = 2.0 * (MostJudged + MostRecent) * Math.Max(1, fields * (fields + 1) / 2);
        var part = Math.Min(1, (FreeVisits + Share * products / ProductsOfVisit) / visits);
        var sample = _sample = new ValidationSample(valid, (int)(part * MostJudged)).Rows;
        _codes = new FieldCodes(sample);
        _crosses = new ResidualCrosses(_codes.Counts);
        _judged = new CodedRows(_codes.Names.Count, sample.Rows) { Count = sample.Rows };
        for (var row = 0; row < sample.Rows; row++)
        {
            _codes.Write(sample, row, _judged, row);
        }

        Recent = new RecentRows(_codes, (int)Math.Clamp(trainRows, 1, part * MostRecent));
    }

    /// <summary>What training saw last.</summary>
    public RecentRows Recent { get; }

    /// <summary>
    /// The reading with what its model leaves: <c>left_auc</c>, the lower end of its interval and <c>left_logloss</c>,
    /// and in each field's table its part of the lower end, <c>left_auc_low</c>. As it was where a class is missing.
    /// </summary>
    public ProbeReading AddTo(ProbeReading reading, ProbeMoment moment, Predictions predictions)
    {
        var probabilities = predictions.Probabilities;
        if (_isOfNumbers || probabilities.Contains(float.NaN))
        {
            return reading; // other checks speak of that
        }

        for (var row = 0; row < _judged.Count; row++)
        {
            double p = probabilities[(int)((long)row * probabilities.Length / _judged.Count)];
            _judged.Logits[row] = (float)Math.Log(Math.Max(p, 1e-9) / Math.Max(1 - p, 1e-9));
        }

        var left = _crosses.Of(_judged, Recent.Rows.Count > 0 ? Recent.Rows : null, _workers);
        if (double.IsNaN(left.Auc))
        {
            return reading;
        }

        var low = left.Auc - OneSided95 * left.Error;
        var whole = moment.Record(
            SubjectKind.Model, Address.Word(SubjectKind.Model), [_judged.Count, _codes.Names.Count], _judged.Count,
            new Dictionary<string, double>
            {
                [HealthMeasures.LeftAuc] = left.Auc,
                [HealthMeasures.LeftAucLow] = low,
                [HealthMeasures.LeftLogloss] = left.Logloss,
            });
        var parts = _codes.Names.Zip(left.ByField).ToDictionary(
            part => part.First, part => left.Logloss > 0 ? low * Math.Clamp(part.Second / left.Logloss, 0, 1) : 0);
        return reading with { Health = [.. reading.Health.Select(record => Part(record, parts)), whole] };
    }

    /// <summary>The same with the model's own predictions of the rows that judge.</summary>
    public ProbeReading AddTo(ProbeReading reading, ProbeMoment moment, RankingModel model, Machine machine) =>
        AddTo(reading, moment, new Evaluator(model, [], null, machine).Predict(new SampledBatches(_sample)));

    static HealthRecord Part(HealthRecord record, Dictionary<string, double> parts) =>
        record.Kind != SubjectKind.Table || !parts.TryGetValue(record.Subject, out var part) ? record
            : record with
            {
                Measures = new Dictionary<string, double>(record.Measures)
                {
                    [HealthMeasures.LeftAucLow] = ProbeMoment.Rounded(part),
                },
            };
}
