namespace RankElastor.Experiments.Reference;

/// <summary>
/// |a − b| ≤ Absolute + Relative · |b|. A larger error of at most <c>Noise</c> still passes, with a remark: two float32
/// evaluations that each lie within δ of the exact value differ by up to 2 δ, and some cases state a δ (the reference's
/// float32 against its own float64) above Absolute.
/// </summary>
readonly record struct Tolerance(double Relative, double Absolute, double Noise = 0);

/// <summary>One case. Every name of <see cref="Expect"/> must be compared or left out with a reason.</summary>
sealed class TensorComparison
{
    readonly HashSet<string> _open = [];
    readonly List<string> _leftOut = [];
    readonly List<string> _faults = [];
    readonly List<string> _remarks = [];
    WorstTensor? _worst;
    int _compared;

    public void Expect(string name) => _open.Add(name);

    /// <summary>The announced names with a prefix that are still open, in alphabetical order.</summary>
    public IReadOnlyList<string> Open(string prefix) =>
        [.. _open.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public void Use(string name) => _open.Remove(name);

    /// <summary>A name that is not compared, for a reason that the case gives.</summary>
    public void LeaveOut(string name)
    {
        _open.Remove(name);
        _leftOut.Add(name);
    }

    public void Fault(string what) => _faults.Add(what);

    /// <summary>Compares element by element; two NaN agree.</summary>
    public void Check(string name, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, Tolerance tolerance)
    {
        _open.Remove(name);
        _compared++;
        if (expected.Length != actual.Length)
        {
            Fault($"{name}: {actual.Length} numbers, the reference has {expected.Length}");
            return;
        }

        var worst = new WorstTensor(name, 0, tolerance.Absolute);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = double.IsNaN(expected[i]) && double.IsNaN(actual[i]) ? 0 : Math.Abs(actual[i] - expected[i]);
            var here = new WorstTensor(name, error, tolerance.Absolute + tolerance.Relative * Math.Abs(expected[i]));
            worst = here.Ratio > worst.Ratio ? here : worst;
        }

        _worst = _worst is null || worst.Ratio > _worst.Ratio ? worst : _worst;
        if (worst.Ratio > 1 && worst.Error <= tolerance.Noise)
        {
            _remarks.Add(FormattableString.Invariant(
                $"{name}: error {worst.Error:g3} is above {worst.Tolerance:g3} but within float32 noise, ")
                + FormattableString.Invariant($"{tolerance.Noise:g3} by the reference's own error"));
        }
        else if (worst.Ratio > 1)
        {
            Fault(FormattableString.Invariant($"{name}: error {worst.Error:g3}, allowed {worst.Tolerance:g3}"));
        }
    }

    public void Check(string name, double expected, double actual, Tolerance tolerance) =>
        Check(name, [expected], [actual], tolerance);

    public ReferenceResult Result(string name)
    {
        var open = Open("");
        var faults = open.Count == 0 ? _faults : [.. _faults, $"not compared: {string.Join(", ", open)}"];
        var told = faults.Count > 0 ? faults : _remarks;
        var reason = string.Join("; ", told.Take(3)) + (told.Count > 3 ? $"; and {told.Count - 3} more" : "");
        var outcome = faults.Count == 0 ? ReferenceOutcome.Passed : ReferenceOutcome.Failed;
        return new(name, outcome, reason, _worst, _compared, _leftOut);
    }
}
