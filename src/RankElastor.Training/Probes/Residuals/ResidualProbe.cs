using RankElastor.Data.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Training.Probes.Residuals;

/// <summary>
/// AUC that the model leaves on the table (<see cref="ResidualCrosses"/>): judged on evenly spaced validation rows,
/// helped by the rows that training saw last.
/// </summary>
sealed class ResidualProbe
{
    /// <summary>The most validation rows that judge.</summary>
    public const int MostJudged = 1 << 15;

    /// <summary>The most rows of training that help.</summary>
    public const int MostRecent = 1 << 16;

    /// <summary>Standard errors from the gain to the lower end of its one-sided 95 % interval.</summary>
    const double OneSided95 = 1.645;

    readonly FieldCodes _codes;
    readonly CodedRows _judged;
    readonly ResidualCrosses _crosses;
    readonly long _splitRows;
    readonly Workers _workers;

    /// <summary>Judges on rows of <paramref name="valid"/>; <paramref name="trainRows"/> may help.</summary>
    public ResidualProbe(IBatchSource valid, long trainRows, Workers workers)
    {
        _workers = workers;
        _splitRows = valid.Rows;
        var sample = new ValidationSample(valid, MostJudged).Rows;
        _codes = new FieldCodes(sample);
        _crosses = new ResidualCrosses(_codes.Counts);
        _judged = new CodedRows(_codes.Names.Count, sample.Rows) { Count = sample.Rows };
        for (var row = 0; row < sample.Rows; row++)
        {
            _codes.Write(sample, row, _judged, row);
        }

        Recent = new RecentRows(_codes, (int)Math.Min(trainRows, MostRecent));
    }

    /// <summary>What training saw last.</summary>
    public RecentRows Recent { get; }

    /// <summary>
    /// <c>left_auc</c>, the lower end of its interval, and <c>left_logloss</c>; of each field its part of that. Null
    /// where a class is missing.
    /// </summary>
    public HealthRecord? Measure(ProbeMoment moment, Predictions predictions)
    {
        var probabilities = predictions.Probabilities;
        for (var row = 0; row < _judged.Count; row++)
        {
            double p = probabilities[(int)(row * _splitRows / _judged.Count)];
            _judged.Logits[row] = (float)Math.Log(Math.Max(p, 1e-9) / Math.Max(1 - p, 1e-9));
        }

        var left = _crosses.Of(_judged, Recent.Rows.Count > 0 ? Recent.Rows : null, _workers);
        return double.IsNaN(left.Auc) ? null : moment.Record(
            SubjectKind.Model, Address.Word(SubjectKind.Model), [_judged.Count, _codes.Names.Count], _judged.Count,
            new Dictionary<string, double>
            {
                [HealthMeasures.LeftAuc] = left.Auc,
                [HealthMeasures.LeftAucLow] = left.Auc - OneSided95 * left.Error,
                [HealthMeasures.LeftLogloss] = left.Logloss,
            });
    }
}
