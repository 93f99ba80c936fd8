using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Training.Regression;

/// <summary>
/// Regression test of a finished run against a baseline: metrics (of the test split where both have them, else of
/// validation), the rank of representations at every common site, and calibration. It reads logs only.
/// </summary>
public sealed class RegressionTest
{
    readonly FinishedRun _run, _baseline;
    readonly RegressionLimits _limits;
    readonly string _split;
    readonly List<RegressionCheck> _checks = [];
    readonly List<string> _notes = [];

    RegressionTest(FinishedRun run, FinishedRun baseline, RegressionLimits limits)
    {
        _run = run;
        _baseline = baseline;
        _limits = limits;
        _split = run.Result.Test.Count > 0 && baseline.Result.Test.Count > 0 ? "test" : "validation";
    }

    /// <summary>Every check that the runs allow, in a fixed order.</summary>
    /// <exception cref="InputException">Other data, a given limit without numbers, or nothing in common.</exception>
    public static RegressionResult Compare(FinishedRun run, FinishedRun baseline, RegressionLimits limits)
    {
        if (run.Manifest.DataHash != baseline.Manifest.DataHash && !limits.AnyData)
        {
            throw InputException.At(
                baseline.Folder,
                $"a run on other data ({Data(baseline)})",
                $"a run on the data of {run.Folder} ({Data(run)}); --any-data compares them all the same");
        }

        return new RegressionTest(run, baseline, limits).Check();
    }

    RegressionResult Check()
    {
        var auc = _limits.MinAucDelta ?? RegressionLimits.AucDelta;
        CheckMetric("AUC", _limits.MinAucDelta, (run, baseline) =>
            RegressionCheck.AtLeast("AUC", run, baseline, baseline + auc));
        var logloss = _limits.MaxLoglossDelta ?? RegressionLimits.LoglossDelta;
        CheckMetric("logloss", _limits.MaxLoglossDelta, (run, baseline) =>
            RegressionCheck.AtMost("logloss", run, baseline, baseline + logloss));
        CheckVerdict();
        CheckRank();
        CheckCalibration();
        var ece = _limits.MaxEceDelta ?? RegressionLimits.EceDelta;
        var calibrated = Metrics(_run).GetValueOrDefault("ECE_null"); // a baseline below it was lucky
        CheckMetric("ECE", _limits.MaxEceDelta, (run, baseline) =>
            RegressionCheck.AtMost("ECE", run, baseline, Math.Max(baseline, calibrated) + ece));
        return _checks.Count > 0
            ? new RegressionResult(_checks.TrueForAll(check => check.Ok), _split, _checks, _notes)
            : throw InputException.At(Both, "nothing that both recorded", "two runs with metrics or probes in common");
    }

    string Both => $"{_run.Folder} and {_baseline.Folder}";

    void CheckMetric(string name, double? asked, Func<double, double, RegressionCheck> check)
    {
        var hasRun = Metrics(_run).TryGetValue(name, out var run);
        if (hasRun && Metrics(_baseline).TryGetValue(name, out var baseline))
        {
            _checks.Add(check(run, baseline));
        }
        else
        {
            LeaveOut(name, (hasRun ? _baseline : _run).Folder, asked is not null);
        }
    }

    /// <summary>A run may not be in a worse state than its baseline.</summary>
    void CheckVerdict()
    {
        if (_run.Result.Verdict is not { } run || _baseline.Result.Verdict is not { } baseline)
        {
            return; // of an earlier version
        }

        _checks.Add(RegressionCheck.AtMost(
            "verdict: 0 healthy, 1 look here, 2 broken", (int)run.State, (int)baseline.State, (int)baseline.State));
        _notes.Add($"run: {run.Sentence}");
        _notes.Add($"baseline: {baseline.Sentence}");
    }

    void CheckCalibration()
    {
        if (_limits is { MaxCalibrationError: not null, MaxCalibrationDelta: not null })
        {
            throw InputException.At("--max-calibration-delta", "--max-calibration-error beside it", "one of the two");
        }

        CheckMetric("calibration", _limits.MaxCalibrationError ?? _limits.MaxCalibrationDelta, (run, baseline) =>
        {
            var error = Math.Abs(run - 1);
            var baselineError = Math.Abs(baseline - 1);
            var further = _limits.MaxCalibrationDelta ?? RegressionLimits.CalibrationDelta;
            var limit = _limits.MaxCalibrationError ?? baselineError + further;
            return RegressionCheck.AtMost("|calibration - 1|", error, baselineError, limit);
        });
    }

    void CheckRank()
    {
        var measure = _limits.RankMeasure ?? RegressionLimits.RankVariant;
        string[] addresses = measure.Contains('/', StringComparison.Ordinal)
            ? [measure]
            : [.. from site in _run.Result.Spectra.Keys
                  where _baseline.Result.Spectra.ContainsKey(site)
                  select $"{measure}/{site}"];
        foreach (var address in addresses)
        {
            var run = Number(_run, address);
            var baseline = Number(_baseline, address);
            var limit = baseline * (_limits.MinRankRatio ?? RegressionLimits.RankRatio);
            _checks.Add(RegressionCheck.AtLeast(address, run, baseline, limit));
        }

        if (addresses.Length == 0)
        {
            LeaveOut("rank", $"{Both} together", _limits is not { RankMeasure: null, MinRankRatio: null });
        }
    }

    void LeaveOut(string what, string where, bool asked)
    {
        if (asked)
        {
            throw InputException.At(
                where, $"no {what} to compare ({_split})", "runs that both recorded it, or no limit for it");
        }

        _notes.Add($"{what} is not compared: {where} did not record it ({_split})");
    }

    static double Number(FinishedRun run, string address)
    {
        if (run.Numbers.TryGetValue(address, out var number))
        {
            return number;
        }

        var known = run.Numbers.Keys.Order(StringComparer.Ordinal).ToList();
        var allowed = known.Count == 0
            ? "a run with probes"
            : $"a measure and site of the run, such as {known[0]}{NearMiss.Hint(address, known)}";
        throw InputException.At($"--rank-measure: {run.Folder}", $"no '{address}'", allowed);
    }

    IReadOnlyDictionary<string, double> Metrics(FinishedRun run) =>
        _split == "test" ? run.Result.Test : run.Result.Valid;

    static string Data(FinishedRun run)
    {
        var hash = run.Manifest.DataHash;
        return $"{run.Manifest.Dataset} {hash[..Math.Min(12, hash.Length)]}";
    }
}
