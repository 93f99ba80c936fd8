using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Numerics.Metrics;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Jobs;

/// <summary>What a recalibration did, as lines for people.</summary>
static class CalibrationLines
{
    /// <summary>A line for each reading, and where the map was written.</summary>
    public static void Print(Terminal terminal, CalibrationRecord record, string file)
    {
        terminal.Line(
            $"{"",-19}{"logloss",10}{"AUC",10}{"calibration",13}{"ECE",10}{"ECE_null",10}{"95 % limit",12}"
                + $"{"ECE by chance",15}");
        foreach (var reading in record.Readings)
        {
            terminal.Line($"{reading.Split,-5}  {reading.Answers,-12}" + Numbers(reading));
        }

        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Method}, fitted on {record.Rows:N0} validation rows; cross-fitted: each half by the map of the "
                + $"other; {file}"));
    }

    /// <summary>That the answers of a run are recalibrated, where they are.</summary>
    public static void Say(Terminal terminal, Ranker ranker)
    {
        if (ranker.Calibration is { } calibration)
        {
            terminal.Note(calibration.Line);
        }
    }

    static string Numbers(CalibrationReading reading)
    {
        double Of(string metric) => reading.Metrics.GetValueOrDefault(metric, double.NaN);
        var calibrated = CalibratedError.Of(reading.Reliability);
        var chance = calibrated.ChanceOf(Of("ECE"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Of("logloss"),10:0.000000}{Of("AUC"),10:0.000000}{Of("calibration"),13:0.0000}{Of("ECE"),10:0.000000}"
                + $"{Of("ECE_null"),10:0.000000}{calibrated.Limit95,12:0.000000}"
                + $"{(chance < 0.001 ? "p < 0.001" : $"p = {chance:0.000}"),15}");
    }
}
