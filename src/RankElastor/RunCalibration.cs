using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Report;
using RankElastor.Training.Calibration;
using RankElastor.Training.Records;

namespace RankElastor;

/// <summary>Recalibrates what a finished run answers, by its validation rows.</summary>
static class RunCalibration
{
    /// <summary>Fits a map, measures it, and keeps it in the run's folder in place of an earlier one.</summary>
    /// <exception cref="InputException">
    /// No finished run, several labels or one that is any number, validation rows that are the test rows or are there
    /// no more, or a model that ranks them no better than chance.
    /// </exception>
    public static CalibrationRecord Of(
        string folder, CalibrationMethod method, string? dataRoot, string cache, MachineOptions machine,
        IProgress<string> progress)
    {
        using var owned = Own(folder);
        using var ranker = Ranker.LoadRaw(folder, machine);
        FittedCalibration.Check(folder, method, ranker.Model);
        var manifest = RunDirectory.ManifestOf(folder)
            ?? throw InputException.At(
                Path.Combine(folder, RunDirectory.ManifestFile), "no such file", "the folder of a finished run");
        Check(folder, manifest.Selection);
        using var data = DatasetPreparation.Reopen(
            ranker.Data, manifest.DataHash, dataRoot, cache, progress, machine.Start().Workers);
        var (fitted, record) = CalibrationComparison.Of(
            method, ranker.Predict(data.Valid), data.Test is { } test ? ranker.Predict(test) : null);
        Keep(folder, fitted, record);
        return record;
    }

    /// <summary>Refuses to fit to rows that are tested on.</summary>
    /// <exception cref="InputException">The validation rows are the test rows.</exception>
    public static void Check(string where, Selection? selection)
    {
        if (selection is { OnTest: true })
        {
            throw InputException.At(
                where, "validation rows that are the test rows", "a recalibration by other rows (protocol: clean)");
        }
    }

    /// <summary>Writes the map, and the reliability diagram before and after it.</summary>
    public static void Keep(string folder, FittedCalibration fitted, CalibrationRecord record)
    {
        CalibrationFile.Write(folder, fitted);
        CalibrationPicture.Write(
            record, CalibrationFile.Picture(folder, "svg"), CalibrationFile.Picture(folder, "csv"));
    }

    /// <summary>Removes a run's recalibration; false where it had none.</summary>
    /// <exception cref="InputException">No finished run.</exception>
    public static bool Remove(string folder)
    {
        using var owned = Own(folder);
        return CalibrationFile.Remove(folder);
    }

    /// <summary>Nobody else writes to the folder of a finished run now.</summary>
    static RunDirectory Own(string folder)
    {
        _ = ModelFolder.FinishedWeights(folder);
        return RunDirectory.Own(Path.TrimEndingDirectorySeparator(folder), resume: false);
    }
}
