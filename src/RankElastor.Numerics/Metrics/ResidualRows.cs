using System.Numerics.Tensors;

namespace RankElastor.Numerics.Metrics;

/// <summary>
/// The rows of one half-fit of <see cref="ResidualCrosses"/>: the judged ones first, of which every second is held out,
/// then the further ones.
/// </summary>
sealed class ResidualRows
{
    const int HashedBits = 14;
    const double Most = 15, MostStep = 3, MostEffects = 4; // of log-odds; the last a variance
    readonly CodedRows _judged;
    readonly CodedRows? _further;
    readonly IReadOnlyList<int> _counts;
    readonly int _half;
    readonly double[] _logits, _probabilities, _residuals, _variances;
    readonly float[] _labels;
    readonly int[] _cells;
    double[] _sums = [], _weights = [];
    double _fourth, _effects;

    public ResidualRows(CodedRows judged, CodedRows? further, int half, IReadOnlyList<int> counts)
    {
        (_judged, _further, _half, _counts) = (judged, further, half, counts);
        _labels = [.. judged.Labels.AsSpan(0, judged.Count), .. Known(further?.Labels)];
        _logits = Array.ConvertAll(
            (float[])[.. judged.Logits.AsSpan(0, judged.Count), .. Known(further?.Logits)],
            z => float.IsFinite(z) ? Math.Clamp(z, -Most, Most)
                : throw new ArgumentException($"A logit is {z}; it must be finite."));
        _probabilities = new double[_logits.Length];
        (_residuals, _variances) = (new double[_logits.Length], new double[_logits.Length]);
        _cells = new int[_logits.Length];
    }

    bool IsHeld(int row) => row < _judged.Count && row % 2 != _half;

    ReadOnlySpan<float> Known(float[]? values) => values.AsSpan(0, _further?.Count ?? 0);

    /// <summary>Newton's steps to the a + bz that fit best; false where the rows lack a class.</summary>
    public bool Calibrate()
    {
        double positives = 0, rows = 0, sum = 0, squares = 0;
        for (var i = 0; i < _logits.Length; i++)
        {
            if (!IsHeld(i))
            {
                (positives, rows) = (positives + (_labels[i] > 0.5f ? 1 : 0), rows + 1);
                (sum, squares) = (sum + _logits[i], squares + _logits[i] * _logits[i]);
            }
        }

        if (positives < 2 || rows - positives < 2)
        {
            return false;
        }

        var mean = sum / rows;
        var scale = Math.Sqrt(Math.Max(squares / rows - mean * mean, 1e-12));
        var (a, b) = (Math.Log(positives / (rows - positives)), 0.0); // from the base rate Newton does not overshoot
        for (var step = 0; step < 12; step++)
        {
            double ga = 0, gb = 0, aa = 1e-9, ab = 0, bb = 1e-9;
            for (var i = 0; i < _logits.Length; i++)
            {
                if (!IsHeld(i))
                {
                    var z = (_logits[i] - mean) / scale;
                    var p = Probability(a + b * z);
                    var (r, v) = (_labels[i] - p, p * (1 - p));
                    (ga, gb, aa, ab, bb) = (ga + r, gb + r * z, aa + v, ab + v * z, bb + v * z * z);
                }
            }

            var determinant = aa * bb - ab * ab;
            var (da, db) = ((bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant);
            if (!(determinant > 1e-12 * aa * bb) || Math.Max(Math.Abs(da), Math.Abs(db)) < 1e-6)
            {
                break;
            }

            (a, b) = (a + Math.Clamp(da, -1, 1), b + Math.Clamp(db, -1, 1));
        }

        for (var i = 0; i < _logits.Length; i++)
        {
            _logits[i] = Math.Clamp(a + b * (_logits[i] - mean) / scale, -Most, Most);
        }

        Refresh();
        return true;
    }

    /// <summary>Deviations by which the residuals of a cross exceed chance; its cells are kept.</summary>
    public double Excess((int A, int B) term)
    {
        var cells = Number(term);
        Grow(cells);
        for (var i = 0; i < _cells.Length; i++)
        {
            _sums[_cells[i]] += _residuals[i];
            _weights[_cells[i]] += _variances[i];
        }

        var (excess, squares) = (0.0, 0.0);
        for (var cell = 0; cell < cells; cell++)
        {
            excess += _sums[cell] * _sums[cell] - _weights[cell];
            squares += _weights[cell] * _weights[cell];
        }

        _effects = Math.Min(excess / squares, MostEffects);
        return excess / Math.Sqrt(Math.Max(2 * squares + _fourth, 1e-12));
    }

    /// <summary>Adds the corrections of the cross that was looked at last.</summary>
    public void Correct()
    {
        for (var i = 0; i < _logits.Length; i++)
        {
            var correction = _sums[_cells[i]] / (_weights[_cells[i]] + 1 / _effects);
            _logits[i] = Math.Clamp(_logits[i] + Math.Clamp(correction, -MostStep, MostStep), -Most, Most);
        }

        Refresh();
    }

    /// <summary>Logits of the rows that are held out.</summary>
    public double[] Held() => [.. Enumerable.Range(0, _judged.Count).Where(IsHeld).Select(row => _logits[row])];

    public float[] HeldLabels() => [.. Enumerable.Range(0, _judged.Count).Where(IsHeld).Select(row => _labels[row])];

    /// <summary>Their mean log loss.</summary>
    public double HeldLoss()
    {
        var (sum, rows) = (0.0, 0);
        for (var i = 1 - _half; i < _judged.Count; i += 2, rows++)
        {
            var against = _labels[i] > 0.5f ? -_logits[i] : _logits[i];
            sum += Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against)));
        }

        return sum / rows;
    }

    /// <summary>Residuals and variances of the rows that are fitted; those of the others are 0.</summary>
    void Refresh()
    {
        TensorPrimitives.Sigmoid<double>(_logits, _probabilities);
        _fourth = 0;
        for (var i = 0; i < _logits.Length; i++)
        {
            if (!IsHeld(i))
            {
                var p = _probabilities[i];
                var v = p * (1 - p);
                (_residuals[i], _variances[i]) = (_labels[i] - p, v);
                _fourth += v * (1 - 6 * v);
            }
        }
    }

    void Grow(int cells)
    {
        if (_sums.Length < cells)
        {
            (_sums, _weights) = (new double[cells], new double[cells]);
        }
        else
        {
            Array.Clear(_sums, 0, cells);
            Array.Clear(_weights, 0, cells);
        }
    }

    /// <summary>Numbers each row's cell; crosses of many values share cells by a hash.</summary>
    int Number((int A, int B) term)
    {
        var (first, second) = (_counts[term.A], term.A == term.B ? 1 : _counts[term.B]);
        var hashed = (long)first * second > 1 << HashedBits;
        var done = 0;
        foreach (var rows in new[] { _judged, _further })
        {
            if (rows is not null)
            {
                var a = rows.Codes.AsSpan(term.A * rows.Capacity, rows.Count);
                var b = rows.Codes.AsSpan(term.B * rows.Capacity, rows.Count);
                for (var i = 0; i < rows.Count; i++)
                {
                    var cell = second == 1 ? a[i] : (long)a[i] * second + b[i];
                    _cells[done++] = hashed
                        ? (int)(((ulong)cell * 0x9E3779B97F4A7C15UL) >> (64 - HashedBits))
                        : (int)cell;
                }
            }
        }

        return hashed ? 1 << HashedBits : first * second;
    }

    static double Probability(double z) => 1 / (1 + Math.Exp(-z));
}
