namespace RankElastor.Experiments.Reference;

/// <summary>
/// |a − b| ≤ Absolute + Relative · |b|. A larger error of at most <c>Noise</c> still passes, with a remark: two float32
/// evaluations that each lie within δ of the exact value differ by up to 2 δ, and some cases state a δ (the reference's
/// float32 against its own float64) above Absolute.
/// </summary>
readonly record struct Tolerance(double Relative, double Absolute, double Noise = 0);

/// <summary>
/// Compares the tensors of one case and keeps the result. Every name announced by <see cref="Expect"/> must be
/// compared or left out with a reason, else the case fails.
/// </summary>
sealed class TensorComparison
{
    readonly HashSet<string> _open = [];
    readonly List<string> _leftOut = [];
    readonly List<string> _faults = [];
    readonly List<string> _remarks = [];
    WorstTensor? _worst;
    int _compared;

    /// <summary>Announces a name that has to be dealt with.</summary>
    public void Expect(string name) => _open.Add(name);

    /// <summary>The announced names with a prefix that are still open, in alphabetical order.</summary>
    public IReadOnlyList<string> Open(string prefix) =>
        [.. _open.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>A name that was used as an input.</summary>
    public void Use(string name) => _open.Remove(name);

    /// <summary>A name that is not compared, for a reason that the case gives.</summary>
    public void LeaveOut(string name)
    {
        _open.Remove(name);
        _leftOut.Add(name);
    }

    /// <summary>Something that fails the case.</summary>
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

    /// <summary>Compares one number.</summary>
    public void Check(string name, double expected, double actual, Tolerance tolerance) =>
        Check(name, [expected], [actual], tolerance);

    /// <summary>The case's result.</summary>
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
