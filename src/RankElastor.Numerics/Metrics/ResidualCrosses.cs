using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// What predictions leave to be learnt: how much AUC rises when corrections are added to each row's logit that depend
/// on one field's value or on the values of two. They are fitted to residuals of one half of the judged rows, and of
/// any further rows, and measured on the other half, both ways round: a model that has learnt its interactions leaves
/// nothing, one that cannot learn them leaves what a table of crosses finds.
/// </summary>
/// <remarks>
/// With r = y − p and v = p(1 − p), a cell of a cross has S = Σ r and V = Σ v. Where predictions are right, E S² = V
/// and Var S² = 2V² + Σ v(1 − 6v); a cross is taken where Σ(S² − V) exceeds its deviation <see cref="Deviations"/>
/// times. A cell's correction is S / (V + 1/τ²) with τ² = Σ(S² − V) / ΣV²: one Newton step, shrunk by the variance of
/// effects by moments (as DerSimonian and Laird, 1986, have it). Before, logits are calibrated, a + bz, on the rows
/// that are fitted. The result is a lower bound: crosses of two fields only, and as far as so many rows can tell.
/// </remarks>
/// <param name="counts">By field its values: codes are below.</param>
public sealed class ResidualCrosses(IReadOnlyList<int> counts)
{
    /// <summary>Deviations above what chance gives from which a cross is taken.</summary>
    public const double Deviations = 3;

    /// <summary>The most crosses that are taken.</summary>
    public const int MostCrosses = 32;

    readonly (int A, int B)[] _singles = [.. Enumerable.Range(0, counts.Count).Select(field => (field, field))];
    readonly (int A, int B)[] _pairs =
    [
        .. Enumerable.Range(0, counts.Count).SelectMany(
            a => Enumerable.Range(a + 1, counts.Count - a - 1).Select(b => (a, b))),
    ];

    /// <summary>
    /// What the predictions of <paramref name="judged"/> leave; <paramref name="further"/> rows, of training for
    /// instance, only help to fit. NaN where a half lacks a class. Non-finite logits are an <see
    /// cref="ArgumentException"/>.
    /// </summary>
    public ResidualGain Of(CodedRows judged, CodedRows? further = null, Workers? workers = null)
    {
        var halves = new ResidualGain[2];
        (workers ?? Workers.Sequential).ForEach(2, half => halves[half] = Half(judged, further, half));
        var (a, b) = (halves[0], halves[1]);
        return new ResidualGain(
            (a.Auc + b.Auc) / 2, Math.Sqrt(a.Error * a.Error + b.Error * b.Error) / 2, (a.Logloss + b.Logloss) / 2,
            [.. a.ByField.Zip(b.ByField, (x, y) => (x + y) / 2)]);
    }

    ResidualGain Half(CodedRows judged, CodedRows? further, int half)
    {
        var fit = new ResidualRows(judged, further, half, counts);
        if (!fit.Calibrate())
        {
            return new ResidualGain(double.NaN, double.NaN, double.NaN, new double[counts.Count]);
        }

        var (start, before) = (fit.Held(), fit.HeldLoss());
        var fields = new double[counts.Count];
        var loss = before;
        foreach (var terms in new[] { _singles, _pairs }) // effects of one field are not its crosses'
        {
            var found = terms.Select(term => (Term: term, Excess: fit.Excess(term)))
                .Where(term => term.Excess > Deviations).OrderByDescending(term => term.Excess).Take(MostCrosses);
            foreach (var (term, _) in found.ToList())
            {
                if (fit.Excess(term) > 0)
                {
                    fit.Correct();
                    var now = fit.HeldLoss();
                    fields[term.A] += loss - now;
                    fields[term.B] += term.A == term.B ? 0 : loss - now;
                    loss = now;
                }
            }
        }

        var (auc, error) = PairedAuc.Of(start, fit.Held(), fit.HeldLabels());
        return new ResidualGain(auc, error, before - loss, fields);
    }
}

/// <summary>What predictions leave.</summary>
/// <param name="Auc">AUC that corrections gain on rows that they were not fitted to; below 0 where they harm.</param>
/// <param name="Error">Its standard error over those rows (DeLong).</param>
/// <param name="Logloss">Log loss gained, nats per row.</param>
/// <param name="ByField">Of that, what came with corrections that look at each field; a cross counts for both.</param>
public sealed record ResidualGain(double Auc, double Error, double Logloss, IReadOnlyList<double> ByField);
