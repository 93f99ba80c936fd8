using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Training.Gate;

/// <summary>
/// Compares a finished run with a baseline: metrics (of the test split where both have them, else of validation), the rank of representations at every site that both
/// have, and calibration. It reads logs only.
/// </summary>
public sealed class RunGate
{
    readonly FinishedRun _run, _baseline;
    readonly GateLimits _limits;
    readonly string _split;
    readonly List<GateCheck> _checks = [];
    readonly List<string> _notes = [];

    RunGate(FinishedRun run, FinishedRun baseline, GateLimits limits)
    {
        (_run, _baseline, _limits) = (run, baseline, limits);
        _split = run.Result.Test.Count > 0 && baseline.Result.Test.Count > 0 ? "test" : "validation";
    }

    /// <summary>Every check that the runs allow, in a fixed order.</summary>
    /// <exception cref="InputException">Runs of different data, a limit that was asked for and cannot be compared, or nothing to compare at all.</exception>
    public static GateResult Compare(FinishedRun run, FinishedRun baseline, GateLimits limits)
    {
        if (run.Manifest.DataHash != baseline.Manifest.DataHash && !limits.AnyData)
        {
            throw InputException.At(
                baseline.Folder, $"a run on other data ({Data(baseline)})", $"a run on the data of {run.Folder} ({Data(run)}); --any-data compares them all the same");
        }

        var gate = new RunGate(run, baseline, limits);
        gate.CheckMetric("AUC", limits.MinAucDelta, (ours, theirs) => GateCheck.AtLeast("AUC", ours, theirs, theirs + (limits.MinAucDelta ?? GateLimits.AucDelta)));
        gate.CheckMetric(
            "logloss", limits.MaxLoglossDelta, (ours, theirs) => GateCheck.AtMost("logloss", ours, theirs, theirs + (limits.MaxLoglossDelta ?? GateLimits.LoglossDelta)));
        gate.CheckRank();
        gate.CheckCalibration();
        gate.CheckMetric("ECE", limits.MaxEceDelta, (ours, theirs) => GateCheck.AtMost("ECE", ours, theirs, theirs + (limits.MaxEceDelta ?? GateLimits.EceDelta)));
        return gate._checks.Count > 0
            ? new GateResult(gate._checks.TrueForAll(check => check.Ok), gate._split, gate._checks, gate._notes)
            : throw InputException.At($"{run.Folder} and {baseline.Folder}", "nothing that both recorded", "two runs with metrics or probes in common");
    }

    void CheckMetric(string name, double? asked, Func<double, double, GateCheck> check)
    {
        var (ours, theirs) = (Metrics(_run), Metrics(_baseline));
        if (ours.TryGetValue(name, out var mine) && theirs.TryGetValue(name, out var other))
        {
            _checks.Add(check(mine, other));
        }
        else
        {
            LeaveOut(name, (ours.ContainsKey(name) ? _baseline : _run).Folder, asked is not null);
        }
    }

    void CheckCalibration()
    {
        if (_limits is { MaxCalibrationError: not null, MaxCalibrationDelta: not null })
        {
            throw InputException.At("--max-calibration-delta", "--max-calibration-error beside it", "one of the two");
        }

        CheckMetric("calibration", _limits.MaxCalibrationError ?? _limits.MaxCalibrationDelta, (ours, theirs) =>
        {
            var (mine, other) = (Math.Abs(ours - 1), Math.Abs(theirs - 1));
            return GateCheck.AtMost("|calibration - 1|", mine, other, _limits.MaxCalibrationError ?? other + (_limits.MaxCalibrationDelta ?? GateLimits.CalibrationDelta));
        });
    }

    void CheckRank()
    {
        var measure = _limits.RankMeasure ?? GateLimits.RankVariant;
        string[] addresses = measure.Contains('/', StringComparison.Ordinal)
            ? [measure]
            : [.. _run.Result.Spectra.Keys.Where(_baseline.Result.Spectra.ContainsKey).Select(site => $"{measure}/{site}")];
        foreach (var address in addresses)
        {
            if (_run.Numbers.TryGetValue(address, out var mine) && _baseline.Numbers.TryGetValue(address, out var other))
            {
                _checks.Add(GateCheck.AtLeast(address, mine, other, other * (_limits.MinRankRatio ?? GateLimits.RankRatio)));
            }
            else
            {
                throw Unknown(_run.Numbers.ContainsKey(address) ? _baseline : _run, address);
            }
        }

        if (addresses.Length == 0)
        {
            LeaveOut("rank", $"{_run.Folder} and {_baseline.Folder} together", _limits.RankMeasure is not null || _limits.MinRankRatio is not null);
        }
    }

    void LeaveOut(string what, string where, bool asked)
    {
        if (asked)
        {
            throw InputException.At(where, $"no {what} to compare ({_split})", "runs that both recorded it, or no limit for it");
        }

        _notes.Add($"{what} is not compared: {where} did not record it ({_split})");
    }

    static InputException Unknown(FinishedRun run, string address)
    {
        var known = run.Numbers.Keys.Order(StringComparer.Ordinal).ToList();
        return InputException.At(
            $"--rank-measure: {run.Folder}", $"no '{address}'", known.Count == 0 ? "a run with probes" : $"a measure and site of the run, such as {known[0]}{NearMiss.Hint(address, known)}");
    }

    IReadOnlyDictionary<string, double> Metrics(FinishedRun run) => _split == "test" ? run.Result.Test : run.Result.Valid;

    static string Data(FinishedRun run) => $"{run.Manifest.Dataset} {run.Manifest.DataHash[..Math.Min(12, run.Manifest.DataHash.Length)]}";
}
